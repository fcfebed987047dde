import Runtime
import Storage
import Synchronization

/// Remembers answers for a short time, and at most so many of them.
///
/// An answer is remembered only if nothing was forgotten since its look-up began, so that one from before
/// a write can't outlive it.
final class LookupCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  /// What the cache did since it was made.
  struct Statistics: Sendable, Equatable {
    var hits: Int64 = 0
    var misses: Int64 = 0
    var size = 0
    let capacity: Int
    let lifetime: Duration

    var hitRate: Double { hits + misses == 0 ? 0 : Double(hits) / Double(hits + misses) }
  }

  private struct Entry {
    var value: Value
    var until: Timestamp
    var since: Timestamp
  }

  private struct State {
    /// When the young ones are half of the capacity, the older half goes.
    var young: [Key: Entry] = [:]
    var old: [Key: Entry] = [:]
    var hits: Int64 = 0
    var misses: Int64 = 0
    var forgotten: UInt64 = 0
  }

  private let capacity: Int
  private let lifetime: Duration
  private let clock: any WallClock
  private let state = Mutex(State())

  init(capacity: Int = 10_000, lifetime: Duration = .seconds(5), clock: any WallClock) {
    self.capacity = max(2, capacity)
    self.lifetime = lifetime
    self.clock = clock
  }

  var statistics: Statistics {
    state.withLock {
      Statistics(
        hits: $0.hits, misses: $0.misses, size: $0.young.count + $0.old.count, capacity: capacity, lifetime: lifetime)
    }
  }

  /// The remembered answer, or that of `look`, which is remembered unless it is nil.
  func value(_ key: Key, look: () async throws -> Value?) async throws -> Value? {
    let now = clock.now()
    let (known, forgotten) = state.withLock { state in (Self.fresh(key, now, &state), state.forgotten) }
    if let known { return known }
    guard let found = try await look() else { return nil }
    state.withLock { state in
      guard state.forgotten == forgotten else { return }
      if state.young.count >= capacity / 2 {
        state.old = state.young
        state.young = [:]
      }
      state.young[key] = Entry(value: found, until: now.adding(lifetime), since: now)
    }
    return found
  }

  /// Forgets one answer, and every one that is being looked up.
  func forget(_ key: Key) {
    state.withLock { state in
      state.forgotten &+= 1
      state.young[key] = nil
      state.old[key] = nil
    }
  }

  /// Forgets what matches, and every answer that is being looked up. Looks at all of them.
  func forget(where matches: (Key, Value) -> Bool) {
    state.withLock { state in
      state.forgotten &+= 1
      state.young = state.young.filter { !matches($0.key, $0.value.value) }
      state.old = state.old.filter { !matches($0.key, $0.value.value) }
    }
  }

  private static func fresh(_ key: Key, _ now: Timestamp, _ state: inout State) -> Value? {
    let entry = state.young[key] ?? state.old[key]
    // A clock that was set back makes an answer look younger than new: such an answer is not valid.
    guard let entry, entry.since <= now, now < entry.until else {
      state.misses += 1
      state.young[key] = nil
      state.old[key] = nil
      return nil
    }
    state.hits += 1
    return entry.value
  }
}
