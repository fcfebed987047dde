import Runtime
import Storage

extension OrderAdministration {
  /// Compares every charge that may still change with what AbacatePay says about it, and does what follows: the
  /// work of `quartet admin payments reconcile`.
  /// - Throws: ``StorageError``.
  public func reconcilePayments() async throws -> PaymentReconciliation {
    try await PaymentParts(environment).reconciler.reconcile(all: true)
  }

  /// Compares the payments that count with the orders that are paid, all tenants' on one snapshot.
  /// - Throws: ``StorageError``.
  public func verifyPayments() async throws -> PaymentVerification {
    try await database.read { tx in try PaymentStore.verify(tx) }
  }

  /// Counts every store's orders afresh, for tables that were written by other means than the RPCs, and sets
  /// the marks that make long lists quick.
  /// - Throws: ``StorageError``.
  public func recountOrders() async throws {
    try await StoreTallies.recount(in: database)
    try await OrderTallyKeeper(database: database, clock: environment.clock).sweep()
  }
}
