import Logging
import Runtime
import Storage

/// Charges what organizations have used beyond what they have, where they want that: every few minutes, each on its
/// own. One whose card or whose Stripe fails keeps nobody else waiting.
struct OverageWorker: Sendable {
  static let name = "overage"
  private static let interval = Duration.seconds(300)
  private static let batch = 100

  let payments: CompanyPayments
  let database: any Database
  let clock: any WallClock
  let logger: Logger

  var worker: BillingWorker {
    let lease = WorkerLeaseStore(database: database)
    return BillingWorker(
      name: Self.name, lease: lease, clock: clock, logger: logger,
      waiting: { now in
        guard let last = try await lease.finishedAt(Self.name) else { return .zero }
        let due = last.adding(Self.interval)
        return due <= now ? now - due : nil
      }, work: { _ in try await charge() })
  }

  /// - Returns: how many charges were made.
  private func charge() async throws -> Int {
    var place = (tenantID: "", companyID: "")
    var count = 0
    while true {
      let found = try await payments.store.companiesWithOverage(after: place, limit: Self.batch)
      for (tenantID, companyID) in found {
        do {
          let charge = try await payments.chargeOverage(of: companyID, tenantID: tenantID)
          count += charge.payment == nil ? 0 : 1
        } catch StripeFailure.notConfigured {
          continue
        } catch is CancellationError {
          throw CancellationError()
        } catch {
          // Others are charged all the same.
          logger.warning("overage could not be charged", metadata: ["company": "\(companyID)", "error": "\(error)"])
        }
      }
      guard let last = found.last, found.count == Self.batch else { return count }
      place = last
    }
  }
}
