import Runtime
import Storage
import Synchronization

/// Keeps each tenant's requests under Stripe's limits, and away from it while it does not answer.
///
/// Each process counts for itself. Stripe's own limits are 100 requests a second in live mode and 25 in a sandbox.
final class StripeGovernor: Sendable {
  private struct State {
    var tokens: Double
    var filledAt: Timestamp
    var failures = 0
    var closedUntil = Timestamp.earliest
  }

  /// After so many failures one after the other nothing is sent for a while.
  static let maximumFailures = 5
  static let pause = Duration.seconds(5)
  private static let liveRate = 60.0
  private static let testRate = 20.0

  private let clock: any WallClock
  private let states = Mutex<[String: State]>([:])

  init(clock: any WallClock) { self.clock = clock }

  /// Makes a request, if it may be made now, and notes whether it was answered.
  /// - Throws: ``StripeFailure/busy`` where the budget is used up or Stripe has not answered for a while; what `body`
  ///   throws.
  func run<Answer>(
    tenantID: String, isLive: Bool, _ body: () async throws -> Answer
  ) async throws -> Answer {
    try take(tenantID, rate: isLive ? Self.liveRate : Self.testRate)
    do {
      let answer = try await body()
      note(tenantID, isAnswered: true)
      return answer
    } catch {
      if case .unknown = error as? StripeFailure {
        note(tenantID, isAnswered: false)
      } else if error is StripeFailure {
        note(tenantID, isAnswered: true)
      }
      throw error
    }
  }

  private func take(_ tenantID: String, rate: Double) throws {
    let now = clock.now()
    try states.withLock { states in
      var state = states[tenantID] ?? State(tokens: rate, filledAt: now)
      guard now >= state.closedUntil else { throw StripeFailure.busy }
      let seconds = (now - state.filledAt) / .seconds(1)
      state.tokens = min(rate, state.tokens + max(0, seconds) * rate)
      state.filledAt = now
      defer { states[tenantID] = state }
      guard state.tokens >= 1 else { throw StripeFailure.busy }
      state.tokens -= 1
    }
  }

  private func note(_ tenantID: String, isAnswered: Bool) {
    let now = clock.now()
    states.withLock { states in
      guard var state = states[tenantID] else { return }
      state.failures = isAnswered ? 0 : state.failures + 1
      if state.failures >= Self.maximumFailures {
        // One more failure after the pause closes again.
        state.failures = Self.maximumFailures - 1
        state.closedUntil = now.adding(Self.pause)
      }
      states[tenantID] = state
    }
  }
}
