import Storage

/// Token buckets in a database that all gateways share.
struct RateBucketStore: Sendable {
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

  /// Takes a token. A refused request writes nothing, except for the one that begins a block: a flood of refusals
  /// must not become a flood of commits.
  /// - Returns: nil, or how long to wait before the next try.
  func take(_ limit: RateLimit, key: String, at now: Timestamp) async throws -> Duration? {
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

  /// Gives a token back, to a bucket that is not full.
  func giveBack(_ limit: RateLimit, key: String) async throws {
    let full = Double(limit.requests)
    _ = try await database.write { tx in
      try tx.execute(
        """
        UPDATE rate_buckets SET tokens = CASE WHEN tokens + 1 > ? THEN ? ELSE tokens + 1 END
        WHERE scope = ? AND bucket_key = ?
        """, full, full, limit.scope, key)
    }
  }

  /// Deletes buckets that nobody has used since a moment, except for those that are blocked still.
  func prune(unusedSince moment: Timestamp, at now: Timestamp) async throws {
    _ = try await database.write { tx in
      try tx.execute("DELETE FROM rate_buckets WHERE updated_at < ? AND COALESCE(blocked_until, 0) < ?", moment, now)
    }
  }
}
