import Synchronization

/// Who comes first: the service's answer, the deadline, or the client's leaving. The continuation is
/// resumed once; the losers are told to stop.
final class AnswerRace: Sendable {
  private struct State {
    var continuation: CheckedContinuation<[UInt8], any Error>?
    var outcome: Result<[UInt8], any Error>?
    var cancelWork: (@Sendable () -> Void)?
    var cleanUp: (@Sendable () -> Void)?
  }
  private let state = Mutex(State())

  var hasEnded: Bool { state.withLock { $0.outcome != nil } }

  func begin(_ continuation: CheckedContinuation<[UInt8], any Error>) {
    let early = state.withLock { state -> Result<[UInt8], any Error>? in
      if state.outcome == nil { state.continuation = continuation }
      return state.outcome
    }
    if let early { continuation.resume(with: early) }
  }

  /// What to do when the answer is no longer wanted.
  func onLoss(_ cancel: @escaping @Sendable () -> Void) {
    let lost = state.withLock { state in
      state.cancelWork = cancel
      if case .failure = state.outcome { return true }
      return false
    }
    if lost { cancel() }
  }

  /// What to do once it is decided.
  func onEnd(_ cleanUp: @escaping @Sendable () -> Void) {
    let ended = state.withLock { state in
      if state.outcome == nil { state.cleanUp = cleanUp }
      return state.outcome != nil
    }
    if ended { cleanUp() }
  }

  func end(_ outcome: Result<[UInt8], any Error>) {
    let decided = state.withLock { state -> State in
      guard state.outcome == nil else { return State() }
      state.outcome = outcome
      defer {
        state.continuation = nil
        state.cancelWork = nil
        state.cleanUp = nil
      }
      return state
    }
    decided.cleanUp?()
    decided.continuation?.resume(with: outcome)
    if case .failure = outcome { decided.cancelWork?() }
  }
}
