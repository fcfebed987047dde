import Runtime
import Storage

/// Where rate limits are counted.
public enum RateLimitStore: Sendable {
  /// In this process: right for one gateway.
  case memory
  /// In a database that all gateways share.
  case database(any Database)
  /// Slow limits (a block, or minutes to refill) in a database, so that they survive a restart; fast ones
  /// in this process: right for one gateway with a disk.
  case durable(any Database)

  var database: (any Database)? {
    switch self {
    case .memory: nil
    case .database(let database), .durable(let database): database
    }
  }

  func limiter(_ clock: any WallClock) -> any RateLimiter {
    switch self {
    case .memory: MemoryRateLimiter(clock: clock)
    case .database(let database): DatabaseRateLimiter(database: database, clock: clock)
    case .durable(let database):
      DurableRateLimiter(
        slow: DatabaseRateLimiter(database: database, clock: clock), fast: MemoryRateLimiter(clock: clock))
    }
  }
}
