import Logging
import Runtime
import Storage

/// Compares charges with what AbacatePay says about them: open ones, whose webhook may have been lost, and
/// those that have ended within the last two days, which may have been paid at the last moment.
struct PaymentReconciler: Sendable {
  private static let batch = 100

  let database: any Database
  let inspector: ChargeInspector
  let clock: any WallClock
  let logger: Logger

  /// Asks about every charge whose turn it is.
  /// - Parameter all: asks about every charge, whenever its turn would be.
  func reconcile(all: Bool = false) async throws -> PaymentReconciliation {
    let horizon = all ? Timestamp(microseconds: .max) : clock.now()
    var report = PaymentReconciliation()
    var last: AttemptReference?
    while true {
      let due = try await database.read { [last] tx in
        try PaymentStore.attemptsToCheck(tx, at: horizon, after: last, limit: Self.batch)
      }
      for attempt in due { try await ask(about: attempt, &report) }
      guard due.count == Self.batch else { return report }
      last = due.last
    }
  }

  private func ask(about attempt: AttemptReference, _ report: inout PaymentReconciliation) async throws {
    report.checked += 1
    do {
      switch try await inspector.inspect(attempt, ending: false) {
      case .confirmed: report.confirmed.append(attempt.orderID)
      case .mismatched: report.mismatched.append(attempt.orderID)
      case .refundDue: report.refundsDue.append(attempt.orderID)
      case .expired: report.expired.append(attempt.orderID)
      case .refunded, .duplicate, .ignored: break
      }
    } catch let error as PaymentError {
      report.unanswered.append(attempt.orderID)
      logger.warning("a charge could not be checked", metadata: ["order": "\(attempt.orderID)", "error": "\(error)"])
    }
  }
}
