import Synchronization
import Testing

@testable import BillingService

@Suite("The limits of requests to Stripe")
struct StripeGovernorTests {
  /// A clock that is moved by hand, and the waits that were asked for.
  private final class Time: Sendable {
    let now = Mutex(ContinuousClock.now)
    let waits = Mutex<[Duration]>([])

    var governor: StripeGovernor {
      StripeGovernor(now: { self.now.withLock { $0 } }, pause: { wait in self.waits.withLock { $0.append(wait) } })
    }

    func advance(by duration: Duration) { now.withLock { $0 += duration } }
  }

  @Test("a tenant that has used its budget up waits for its turn, and others don't")
  func budget() async throws {
    let time = Time()
    let governor = time.governor
    for _ in 0..<20 { try await governor.run(tenantID: "a", isLive: false) {} }
    #expect(time.waits.withLock { $0 }.isEmpty)
    try await governor.run(tenantID: "a", isLive: false) {}
    try await governor.run(tenantID: "b", isLive: false) {}
    #expect(time.waits.withLock { $0.map { Int(($0 / .milliseconds(1)).rounded()) } } == [50])
    time.advance(by: .milliseconds(100))
    try await governor.run(tenantID: "a", isLive: false) {}
    #expect(time.waits.withLock { $0 }.count == 1)
  }

  @Test("who would wait too long is told to come back")
  func queue() async throws {
    let time = Time()
    let governor = time.governor
    for _ in 0..<120 { try await governor.run(tenantID: "a", isLive: false) {} }
    await #expect(throws: StripeFailure.busy) { try await governor.run(tenantID: "a", isLive: false) {} }
    time.advance(by: .seconds(1))
    for _ in 0..<20 { try await governor.run(tenantID: "a", isLive: false) {} }
    await #expect(throws: StripeFailure.busy) { try await governor.run(tenantID: "a", isLive: false) {} }
  }

  @Test("after five failures nothing is sent for a while, and one answer opens again")
  func breaker() async throws {
    let time = Time()
    let governor = time.governor
    func fail() async throws {
      try await governor.run(tenantID: "a", isLive: true) { throw StripeFailure.unknown("gone") }
    }
    for _ in 0..<StripeGovernor.maximumFailures {
      await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    }
    await #expect(throws: StripeFailure.busy) { try await fail() }
    try await governor.run(tenantID: "b", isLive: true) {}
    time.advance(by: StripeGovernor.closedTime)
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    await #expect(throws: StripeFailure.busy) { try await fail() }
    time.advance(by: StripeGovernor.closedTime)
    try await governor.run(tenantID: "a", isLive: true) {}
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
    await #expect(throws: StripeFailure.unknown("gone")) { try await fail() }
  }
}
