public import Logging
public import ServiceLifecycle
public import Storage

/// Deletes what nobody will ask for any more, in batches so small that they hold up nobody. Any number of
/// replicas may run one.
public final class StoragePruner: Service {
  private static let batch = 500
  private static let interval = Duration.seconds(3600)

  private let database: any Database
  private let retentions: [Retention]
  private let now: @Sendable () -> Timestamp
  private let logger: Logger

  public init(
    database: any Database, _ retentions: [Retention], now: @escaping @Sendable () -> Timestamp, logger: Logger
  ) {
    self.database = database
    self.retentions = retentions
    self.now = now
    self.logger = logger
  }

  /// Prunes once an hour. What fails is found again by the next round.
  public func run() async {
    await PeriodicWork(name: "pruning", interval: Self.interval, logger: logger) { _ = try await self.prune() }.run()
  }

  /// Deletes all that is too old now.
  /// - Returns: how many rows.
  func prune() async throws -> Int {
    var pruned = 0
    for retention in retentions {
      let now = now()
      var count = Self.batch
      while count == Self.batch {
        count = try await database.write { tx in try retention.prune(tx, at: now, limit: Self.batch) }
        pruned += count
      }
    }
    return pruned
  }
}
