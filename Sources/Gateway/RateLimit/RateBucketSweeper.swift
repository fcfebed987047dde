import Logging
import Runtime
import ServiceLifecycle

/// Forgets buckets of a shared database that have long been full again.
struct RateBucketSweeper: Service {
  let limiter: DatabaseRateLimiter
  let logger: Logger

  private static let interval = Duration.seconds(3600)

  func run() async throws {
    await PeriodicWork(name: "sweeping rate buckets", interval: Self.interval, logger: logger) {
      try await limiter.prune()
    }.run()
  }
}
