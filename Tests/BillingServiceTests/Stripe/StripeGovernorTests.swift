import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("The limits of requests to Stripe")
struct StripeGovernorTests {
  private struct Answered: Error {}

  @Test("a tenant that has used its budget up waits for the next moment, and others don't")
  func budget() async throws {
    let clock = TestClock()
    let governor = StripeGovernor(clock: clock)
    var sent = 0
    while (try? await governor.run(tenantID: "a", isLive: false) {}) != nil { sent += 1 }
    #expect(sent == 20)
    try await governor.run(tenantID: "b", isLive: false) {}
    clock.advance(by: .milliseconds(50))
    try await governor.run(tenantID: "a", isLive: false) {}
    await #expect(throws: StripeFailure.busy) { try await governor.run(tenantID: "a", isLive: false) {} }
  }

  @Test("after five failures nothing is sent for a while, and one answer opens again")
  func breaker() async throws {
    let clock = TestClock()
    let governor = StripeGovernor(clock: clock)
    func fail() async throws {
      try await governor.run(tenantID: "a", isLive: true) { throw StripeFailure.unknown("gone") }
    }
    for _ in 0..<StripeGovernor.maximumFailures {
      await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    }
    await #expect(throws: StripeFailure.busy) { try await fail() }
    try await governor.run(tenantID: "b", isLive: true) {}
    clock.advance(by: StripeGovernor.pause)
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    await #expect(throws: StripeFailure.busy) { try await fail() }
    clock.advance(by: StripeGovernor.pause)
    try await governor.run(tenantID: "a", isLive: true) {}
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
  }
}
