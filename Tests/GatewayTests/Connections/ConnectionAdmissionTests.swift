import Runtime
import Testing

@testable import Gateway

@Suite("A place for a connection")
struct ConnectionAdmissionTests {
  @Test("is there for a quarter of the budget from one network, and comes back")
  func share() throws {
    let budget = ConnectionBudget(maximum: 8)
    let admission = ConnectionAdmission(budget: budget, proxies: try TrustedProxies([]))
    #expect(admission.enter("2001:db8::1"))
    #expect(admission.enter("2001:db8::2"))
    #expect(!admission.enter("2001:db8::3"))
    #expect(budget.open == 2)
    #expect(admission.enter("192.0.2.1"))
    #expect(admission.enter("::ffff:192.0.2.1"))
    #expect(!admission.enter("192.0.2.1"))
    admission.leave("192.0.2.1")
    #expect(admission.enter("192.0.2.1"))
    admission.leave("2001:db8::1")
    #expect(admission.enter("2001:db8::4"))
  }

  @Test("is there for a trusted proxy until the budget is spent, and then for nobody")
  func proxies() throws {
    let budget = ConnectionBudget(maximum: 8)
    let admission = ConnectionAdmission(budget: budget, proxies: try TrustedProxies(["10.0.0.0/8"]))
    for _ in 0..<8 { #expect(admission.enter("10.0.0.1")) }
    #expect(!admission.enter("10.0.0.1"))
    #expect(!admission.enter("192.0.2.1"))
    admission.leave("10.0.0.1")
    #expect(admission.enter("192.0.2.1"))
  }
}
