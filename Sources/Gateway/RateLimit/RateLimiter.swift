/// Where buckets live: in memory on one gateway, in the shared database when there are several.
protocol RateLimiter: Sendable {
  /// Takes a token.
  /// - Returns: nil, or how long to wait before the next try.
  func take(_ limit: RateLimit, key: String) async throws -> Duration?

  /// Gives a token back that was taken for a call which the service had no time for.
  func giveBack(_ limit: RateLimit, key: String) async throws
}
