/// Buckets that matter for minutes survive a restart; the others are not worth a write per request.
struct DurableRateLimiter: RateLimiter {
  let slow: DatabaseRateLimiter
  let fast: MemoryRateLimiter

  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    try await limiter(limit).take(limit, key: key)
  }

  func giveBack(_ limit: RateLimit, key: String) async throws {
    try await limiter(limit).giveBack(limit, key: key)
  }

  private func limiter(_ limit: RateLimit) -> any RateLimiter {
    limit.block != nil || limit.per >= .seconds(300) ? slow : fast
  }
}
