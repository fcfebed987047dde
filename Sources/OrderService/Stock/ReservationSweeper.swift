import Logging
import Runtime
import ServiceLifecycle
import Storage

/// Gives back what is kept for orders that have not been paid in time. Buyers don't wait for it: an order
/// that falls short ends overdue reservations of its products first. Several replicas may sweep at once.
struct ReservationSweeper: Service {
  let database: any Database
  let clock: any WallClock
  let logger: Logger
  var interval = Duration.seconds(30)

  /// Reservations per transaction, so that none grows without limit.
  private static let batch = 200

  func run() async throws {
    await PeriodicWork(name: "sweeping expired stock reservations", interval: interval, logger: logger) {
      try await sweep()
    }.run()
  }

  /// Ends every reservation that is overdue.
  func sweep() async throws {
    let now = clock.now()
    while try await database.write({ tx in try StockStore.releaseExpired(tx, limit: Self.batch, at: now) })
      == Self.batch
    {}
  }
}
