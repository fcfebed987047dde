/// Buckets that matter for minutes survive a restart; the others are not worth a write per request.
struct DurableRateLimiter: RateLimiter {
  let slow: DatabaseRateLimiter
  let fast: MemoryRateLimiter

  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    limit.block != nil || limit.per >= .seconds(300)
      ? try await slow.take(limit, key: key) : try await fast.take(limit, key: key)
  }
}
