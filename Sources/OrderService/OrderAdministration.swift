import Runtime
import Storage

/// What operators do without the RPCs.
public struct OrderAdministration: Sendable {
  let environment: ServiceEnvironment

  var database: any Database { environment.database }

  /// Compares each product's stock with the sum of its movements, and what is kept of it with the sum of its
  /// reservations, all tenants' on one snapshot.
  /// - Throws: ``StorageError``.
  public func verifyStock() async throws -> StockVerification {
    try await database.read { tx in try StockStore.verify(tx) }
  }
}
