import Runtime
import Storage
import Synchronization

/// Until when buckets of a shared database have nothing to give. A block does not end early, and a token that another
/// gateway gives back is found a little later, so within that time the refusal needs no second look at the database.
final class RefusalMemory: Sendable {
  private struct Key: Hashable {
    var scope: String
    var key: String
  }
  private struct State {
    var until: [Key: Timestamp] = [:]
    var nextCleaning = 4096
  }
  private let state = Mutex(State())

  /// How long a bucket is known to refuse; nil when it is not known.
  func wait(_ limit: RateLimit, _ key: String, at now: Timestamp) -> Duration? {
    state.withLock { state in
      let place = Key(scope: limit.scope, key: key)
      guard let until = state.until[place] else { return nil }
      guard now < until else {
        state.until[place] = nil
        return nil
      }
      return .microseconds(until.microseconds - now.microseconds)
    }
  }

  /// A token has come back.
  func forget(_ limit: RateLimit, _ key: String) {
    state.withLock { $0.until[Key(scope: limit.scope, key: key)] = nil }
  }

  func note(_ limit: RateLimit, _ key: String, until: Timestamp, at now: Timestamp) {
    state.withLock { state in
      state.until[Key(scope: limit.scope, key: key)] = until
      guard state.until.count >= state.nextCleaning else { return }
      state.until = state.until.filter { $0.value > now }
      state.nextCleaning = max(4096, state.until.count * 2)
    }
  }
}
