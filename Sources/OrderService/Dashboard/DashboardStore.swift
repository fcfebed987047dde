import Storage

/// Stores at a glance.
struct DashboardStore: Sendable {
  let database: any Database

  /// A store's figures, all of one moment.
  /// - Parameter since: the beginning of the period.
  func dashboard(of storeID: String, since: Timestamp, tenantID: String) async throws -> Dashboard {
    try await database.read(tenant: tenantID) { tenant in try tenant.dashboard(of: storeID, since: since) }
  }
}
