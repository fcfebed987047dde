import Runtime
import Storage

/// Buckets shared by all gateways, which survive a restart.
struct DatabaseRateLimiter: RateLimiter {
  private let buckets: RateBucketStore
  private let clock: any WallClock
  private let refusals = RefusalMemory()

  init(database: any Database, clock: any WallClock) {
    buckets = RateBucketStore(database: database)
    self.clock = clock
  }

  /// No limit takes longer than this to refill.
  private static let maximumRefill = Duration.seconds(24 * 3600)

  /// Deletes buckets that nobody has used for a day, blocked ones excepted.
  func prune() async throws {
    let now = clock.now()
    try await buckets.prune(unusedSince: now.subtracting(Self.maximumRefill), at: now)
  }

  func take(_ limit: RateLimit, key: String) async throws -> Duration? {
    let now = clock.now()
    if let wait = refusals.wait(limit, key, at: now) { return wait }
    let wait = try await buckets.take(limit, key: key, at: now)
    if let wait { refusals.note(limit, key, until: now.adding(wait), at: now) }
    return wait
  }

  func giveBack(_ limit: RateLimit, key: String) async throws {
    try await buckets.giveBack(limit, key: key)
    refusals.forget(limit, key)
  }
}
