import Runtime
import Storage

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

  func giveBack(_ limit: RateLimit, key: String) async throws {
    let full = Double(limit.requests)
    _ = try await database.write { tx in
      try tx.execute(
        """
        UPDATE rate_buckets SET tokens = CASE WHEN tokens + 1 > ? THEN ? ELSE tokens + 1 END
        WHERE scope = ? AND bucket_key = ?
        """, full, full, limit.scope, key)
    }
    refusals.forget(limit, key)
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
