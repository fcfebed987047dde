import Runtime
import Synchronization

/// A bounded map from what a client presents to what it stands for. When full, the older half goes.
final class CredentialCache<Value: Sendable>: Sendable {
  private struct State {
    var young: [String: Value] = [:]
    var old: [String: Value] = [:]
  }
  private let half: Int
  private let state = Mutex(State())

  init(capacity: Int) { half = max(1, capacity / 2) }

  func value(_ key: String) -> Value? {
    state.withLock { state in
      if let value = state.young[key] { return value }
      guard let value = state.old.removeValue(forKey: key) else { return nil }
      Self.insert(key, value, &state, half)
      return value
    }
  }

  func set(_ key: String, _ value: Value) {
    state.withLock { Self.insert(key, value, &$0, half) }
  }

  func remove(where matches: (Value) -> Bool) {
    state.withLock { state in
      state.young = state.young.filter { !matches($0.value) }
      state.old = state.old.filter { !matches($0.value) }
    }
  }

  func removeAll() { state.withLock { $0 = State() } }

  private static func insert(_ key: String, _ value: Value, _ state: inout State, _ half: Int) {
    if state.young.count >= half {
      state.old = state.young
      state.young = [:]
    }
    state.young[key] = value
  }
}
