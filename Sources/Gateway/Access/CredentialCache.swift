import Runtime
import Synchronization

/// A bounded map from what a client presents to what it stands for. When full, the older half goes.
///
/// An answer that was asked for before a removal is not kept: it may be what the removal was about.
final class CredentialCache<Value: Sendable>: Sendable {
  private struct State {
    var young: [String: Value] = [:]
    var old: [String: Value] = [:]
    var removals = 0
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

  /// The moment before a question, for ``set(_:_:askedAt:)``.
  struct Moment: Sendable, Equatable {
    fileprivate var removals: Int
  }

  var now: Moment { Moment(removals: state.withLock { $0.removals }) }

  /// Keeps an answer unless something has been removed since it was asked for.
  func set(_ key: String, _ value: Value, askedAt moment: Moment) {
    state.withLock { state in
      if state.removals == moment.removals { Self.insert(key, value, &state, half) }
    }
  }

  func remove(where matches: (Value) -> Bool) {
    state.withLock { state in
      state.removals += 1
      state.young = state.young.filter { !matches($0.value) }
      state.old = state.old.filter { !matches($0.value) }
    }
  }

  func removeAll() {
    state.withLock { state in
      state.removals += 1
      state.young = [:]
      state.old = [:]
    }
  }

  private static func insert(_ key: String, _ value: Value, _ state: inout State, _ half: Int) {
    if state.young.count >= half {
      state.old = state.young
      state.young = [:]
    }
    state.young[key] = value
  }
}
