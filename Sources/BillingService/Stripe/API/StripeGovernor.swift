import Synchronization

/// Keeps each tenant's requests under Stripe's limits, and away from it while it does not answer.
///
/// Each process counts for itself. Stripe's own limits are 100 requests a second in live mode and 25 in a sandbox.
final class StripeGovernor: Sendable {
  private struct State {
    /// Below 0: that many requests wait.
    var tokens: Double
    var filledAt: ContinuousClock.Instant
    var failures = 0
    var closedUntil: ContinuousClock.Instant?
  }

  /// After so many failures one after the other nothing is sent for a while.
  static let maximumFailures = 5
  static let closedTime = Duration.seconds(5)
  /// Who would wait longer is told to come back.
  static let maximumWait = Duration.seconds(5)
  private static let liveRate = 60.0
  private static let testRate = 20.0

  private let now: @Sendable () -> ContinuousClock.Instant
  private let pause: @Sendable (Duration) async throws -> Void
  private let states = Mutex<[String: State]>([:])

  /// - Parameters:
  ///   - now: not the clock that tells the time, which may be set back.
  ///   - pause: replaced in tests, which don't wait.
  init(
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.now = now
    self.pause = pause
  }

  /// Makes a request as soon as it may be made, and notes whether it was answered.
  /// - Throws: ``StripeFailure/busy`` where too many wait already or Stripe has not answered for a while; what `body`
  ///   throws.
  func run<Answer>(
    tenantID: String, isLive: Bool, _ body: () async throws -> Answer
  ) async throws -> Answer {
    let wait = try take(tenantID, rate: isLive ? Self.liveRate : Self.testRate)
    if wait > .zero { try await pause(wait) }
    do {
      let answer = try await body()
      note(tenantID, isAnswered: true)
      return answer
    } catch let failure as StripeFailure {
      if case .unknown = failure { note(tenantID, isAnswered: false) } else { note(tenantID, isAnswered: true) }
      throw failure
    }
  }

  /// - Returns: how long to wait before the request.
  private func take(_ tenantID: String, rate: Double) throws -> Duration {
    let now = now()
    return try states.withLock { states in
      var state = states[tenantID] ?? State(tokens: rate, filledAt: now)
      if let closedUntil = state.closedUntil, now < closedUntil { throw StripeFailure.busy }
      state.tokens = min(rate, state.tokens + (now - state.filledAt) / .seconds(1) * rate)
      state.filledAt = now
      defer { states[tenantID] = state }
      let wait = Duration.seconds(max(0, 1 - state.tokens) / rate)
      guard wait <= Self.maximumWait else { throw StripeFailure.busy }
      state.tokens -= 1
      return wait
    }
  }

  private func note(_ tenantID: String, isAnswered: Bool) {
    let now = now()
    states.withLock { states in
      guard var state = states[tenantID] else { return }
      state.failures = isAnswered ? 0 : state.failures + 1
      if state.failures >= Self.maximumFailures {
        // One more failure after that closes again.
        state.failures = Self.maximumFailures - 1
        state.closedUntil = now + Self.closedTime
      }
      states[tenantID] = state
    }
  }
}
