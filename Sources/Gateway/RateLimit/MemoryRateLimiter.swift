import Runtime
import Storage
import Synchronization

/// Buckets of one process, forgotten once they are full again.
final class MemoryRateLimiter: RateLimiter {
  private struct Key: Hashable {
    var scope: String
    var key: String
  }
  private struct State {
    var buckets: [Key: (bucket: TokenBucket, fullAt: Timestamp)] = [:]
    var nextCleaning = 4096
  }
  private let clock: any WallClock
  private let state = Mutex(State())

  init(clock: any WallClock) { self.clock = clock }

  func giveBack(_ limit: RateLimit, key: String) async throws {
    state.withLock { $0.buckets[Key(scope: limit.scope, key: key)]?.bucket.giveBack(limit) }
  }

  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    let now = clock.now()
    return state.withLock { state in
      let place = Key(scope: limit.scope, key: key)
      var bucket = state.buckets[place]?.bucket ?? TokenBucket(full: limit, at: now)
      let wait = bucket.take(limit, at: now)
      let fullAt = (bucket.blockedUntil ?? now).adding(limit.per)
      state.buckets[place] = (bucket, fullAt)
      if state.buckets.count >= state.nextCleaning {
        state.buckets = state.buckets.filter { $0.value.fullAt > now }
        state.nextCleaning = max(4096, state.buckets.count * 2)
      }
      return wait
    }
  }
}
