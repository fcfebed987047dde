import Logging
import Runtime
import Storage

/// The ledger, for `quartet admin billing`.
extension BillingAdministration {
  /// Looks at every rule of the billing database, all tenants', on one snapshot of the running system.
  public func verify() async throws -> BillingVerification {
    let now = clock.now()
    return try await database.read { tx in try BillingVerification(tx, at: now) }
  }

  /// A subject's books, derived again from their entries.
  public func explain(
    _ subject: Subject, tenantID: String = Caller.defaultTenantID
  ) async throws -> LedgerStatement {
    let now = clock.now()
    return try await database.read(tenant: tenantID) { tx in try tx.statement(of: subject, at: now) }
  }

  /// The workers that can be run by their name.
  public var workerNames: [String] { workers.map(\.name) }

  /// Runs a worker now, whether it is due or not.
  /// - Returns: how much it did; nil while a service's replica is at it.
  /// - Throws: NOT_FOUND `WORKER_NOT_FOUND`.
  public func run(worker name: String) async throws -> Int? {
    guard let worker = workers.first(where: { $0.name == name }) else { throw BillingError.workerNotFound(name) }
    return try await worker.runOnce(isAsked: true)
  }

  private var workers: [BillingWorker] {
    BillingWorkers(database: database, clock: clock, logger: Logger(label: "quartet.billing")).all
      + (stripeWorkers?.all ?? [])
  }
}
