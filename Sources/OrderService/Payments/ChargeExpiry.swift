import Logging
import Runtime
import Storage

/// Ends payment attempts that nobody paid in time, and with them the orders that wait for nothing else, whose
/// stock is free again.
///
/// AbacatePay is asked first, since its webhook may be late: a charge that was paid confirms its order instead.
/// While it does not answer, the charge stays open. Any number of replicas may do this at the same time: an
/// attempt ends once.
struct ChargeExpiry: Sendable {
  private static let batch = 100

  let database: any Database
  let inspector: ChargeInspector
  let clock: any WallClock
  let logger: Logger

  /// Ends every attempt that is overdue.
  /// - Returns: how many ended unpaid.
  @discardableResult
  func sweep() async throws -> Int {
    let now = clock.now()
    var last: AttemptReference?
    var ended = 0
    while true {
      let due = try await database.read { [last] tx in
        try PaymentStore.overdueAttempts(tx, at: now, after: last, limit: Self.batch)
      }
      for attempt in due {
        do {
          if try await inspector.inspect(attempt, ending: true) == .expired { ended += 1 }
        } catch let error as PaymentError {
          logger.warning(
            "an overdue charge stays open", metadata: ["order": "\(attempt.orderID)", "error": "\(error)"])
        }
      }
      guard due.count == Self.batch else { return ended }
      last = due.last
    }
  }
}
