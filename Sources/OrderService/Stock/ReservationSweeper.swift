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
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await sweep()
        } catch is CancellationError {
          return
        } catch {
          // The database may be away for a while; the next round finds what this one left.
          logger.warning("Expired stock reservations could not be swept.", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: interval)
      }
    }
  }

  /// Ends every reservation that is overdue.
  func sweep() async throws {
    let now = clock.now()
    while try await database.write({ tx in try ExpiredReservations.release(tx, limit: Self.batch, at: now) })
      == Self.batch
    {}
  }
}
