import Runtime
import Storage
import Synchronization

/// Where buckets live: in memory on one gateway, in the shared database when there are several.
protocol RateLimiter: Sendable {
  /// Takes a token.
  /// - Returns: nil, or how long to wait before the next try.
  func take(_ limit: RateLimit, key: String) async throws -> Duration?
}

/// A token bucket's state; the decision without I/O.
struct TokenBucket: Sendable, Equatable {
  var tokens: Double
  var updated: Timestamp
  var blockedUntil: Timestamp?

  init(full limit: RateLimit, at now: Timestamp) {
    tokens = Double(limit.requests)
    updated = now
  }

  init(tokens: Double, updated: Timestamp, blockedUntil: Timestamp?) {
    self.tokens = tokens
    self.updated = updated
    self.blockedUntil = blockedUntil
  }

  /// Takes a token, or says how long to wait.
  mutating func take(_ limit: RateLimit, at now: Timestamp) -> Duration? {
    if let blockedUntil {
      if now < blockedUntil { return .microseconds(blockedUntil.microseconds - now.microseconds) }
      // A served block starts afresh.
      self = TokenBucket(full: limit, at: now)
    }
    let perToken = Double(limit.per.microseconds) / Double(limit.requests)
    let elapsed = Double(max(0, now.microseconds - updated.microseconds))
    tokens = min(Double(limit.requests), tokens + elapsed / perToken)
    updated = max(updated, now)
    if tokens >= 1 {
      tokens -= 1
      return nil
    }
    if let block = limit.block {
      blockedUntil = now.adding(block)
      return block
    }
    return .microseconds(Int64(((1 - tokens) * perToken).rounded(.up)))
  }
}

extension Duration {
  var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}

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

/// Buckets that matter for minutes survive a restart; the others are not worth a write per request.
struct DurableRateLimiter: RateLimiter {
  let slow: DatabaseRateLimiter
  let fast: MemoryRateLimiter

  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    limit.block != nil || limit.per >= .seconds(300)
      ? try await slow.take(limit, key: key) : try await fast.take(limit, key: key)
  }
}

/// Buckets shared by all gateways, which survive a restart.
struct DatabaseRateLimiter: RateLimiter {
  static let migrations = [
    Migration(
      "0001_rate_buckets",
      [
        """
        CREATE TABLE rate_buckets (
          scope TEXT NOT NULL, bucket_key TEXT NOT NULL, tokens DOUBLE PRECISION NOT NULL,
          updated_at BIGINT NOT NULL, blocked_until BIGINT, PRIMARY KEY (scope, bucket_key))
        """
      ])
  ]
  let database: any Database
  let clock: any WallClock
  private let refusals = RefusalMemory()

  init(database: any Database, clock: any WallClock) {
    self.database = database
    self.clock = clock
  }

  /// No limit takes longer than this to refill.
  private static let longest = Duration.seconds(24 * 3600)

  /// Deletes buckets that nobody has used for a day, blocked ones excepted.
  func prune() async throws {
    let now = clock.now()
    _ = try await database.write { tx in
      try tx.execute(
        "DELETE FROM rate_buckets WHERE updated_at < ? AND COALESCE(blocked_until, 0) < ?",
        now.adding(.zero - Self.longest), now)
    }
  }

  /// A refused request writes nothing, except for the one that begins a block: a flood of refusals must not become a
  /// flood of commits.
  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    let now = clock.now()
    if let wait = refusals.wait(limit, key, at: now) { return wait }
    let wait = try await decide(limit, key, now)
    if let wait { refusals.note(limit, key, until: now.adding(wait), at: now) }
    return wait
  }

  private func decide(_ limit: RateLimit, _ key: String, _ now: Timestamp) async throws -> Duration? {
    try await database.write { tx in
      let stored = try tx.first(
        "SELECT tokens, updated_at, blocked_until FROM rate_buckets WHERE scope = ? AND bucket_key = ?",
        limit.scope, key
      ) { TokenBucket(tokens: try $0.double(0), updated: try $0.time(1), blockedUntil: try $0.optionalTime(2)) }
      var bucket = stored ?? TokenBucket(full: limit, at: now)
      let wait = bucket.take(limit, at: now)
      if wait != nil, let stored, bucket.blockedUntil == stored.blockedUntil { return wait }
      try tx.execute(
        """
        INSERT INTO rate_buckets (scope, bucket_key, tokens, updated_at, blocked_until) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (scope, bucket_key) DO UPDATE SET
          tokens = excluded.tokens, updated_at = excluded.updated_at, blocked_until = excluded.blocked_until
        """, limit.scope, key, bucket.tokens, bucket.updated, bucket.blockedUntil)
      return wait
    }
  }
}
