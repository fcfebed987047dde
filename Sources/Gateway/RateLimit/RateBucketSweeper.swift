import Logging
import ServiceLifecycle

/// Forgets buckets of a shared database that have long been full again.
struct RateBucketSweeper: Service {
  let limiter: DatabaseRateLimiter
  let logger: Logger

  private static let interval = Duration.seconds(3600)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        do {
          try await limiter.prune()
        } catch {
          logger.warning("rate buckets could not be swept; trying again in an hour", metadata: ["error": "\(error)"])
        }
        try await Task.sleep(for: Self.interval)
      }
    }
  }
}
