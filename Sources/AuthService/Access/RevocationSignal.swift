import Synchronization

/// Tells the streams of this process that a revocation was committed, so that they need not wait for
/// their next look into the database.
final class RevocationSignal: Sendable {
  private struct State {
    var nextID = 0
    var listeners: [Int: @Sendable () -> Void] = [:]
  }
  private let state = Mutex(State())

  func subscribe(_ listener: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.nextID += 1
      state.listeners[state.nextID] = listener
      return state.nextID
    }
  }

  func unsubscribe(_ id: Int) { state.withLock { _ = $0.listeners.removeValue(forKey: id) } }

  func wake() {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener() }
  }
}
