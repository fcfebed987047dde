import Synchronization

/// Tells once that a connection takes no more calls, also to who asks only afterwards.
final class ConnectionEnd: Sendable {
  private struct State {
    var hasEnded = false
    var action: (@Sendable () -> Void)?
  }
  private let state = Mutex(State())

  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  func whenEnded(_ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      if !state.hasEnded { state.action = action }
      return state.hasEnded
    }
    if isLate { action() }
  }

  func end() {
    let action = state.withLock { state in
      state.hasEnded = true
      defer { state.action = nil }
      return state.action
    }
    action?()
  }
}
