import Runtime
import Storage

extension OrderAdministration {
  /// A store as operators see it.
  public struct StoreLine: Sendable, Equatable {
    public var id: String
    public var companyID: String
    public var name: String
    public var slug: String
    public var isActive: Bool
  }

  /// How a store's stock is kept in step with its ERP.
  public struct StockSyncLine: Sendable, Equatable {
    public var storeID: String
    public var inboundEnabled: Bool
    public var outboundEnabled: Bool
    public var lastInboundAt: Timestamp?
    public var lastOutboundAt: Timestamp?
    public var lastOutboundError: String?
  }

  /// A tenant's stores, oldest first.
  /// - Throws: ``StorageError``.
  public func listStores(tenantID: String) async throws -> [StoreLine] {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.stores(of: nil).map {
        StoreLine(id: $0.id, companyID: $0.companyID, name: $0.name, slug: $0.slug, isActive: $0.isActive)
      }
    }
  }

  /// Closes a store to orders; its orders that there are go on. The audit log tells.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  public func closeStore(tenantID: String, _ id: String) async throws {
    let (now, ids) = (environment.clock.now(), environment.ids)
    try await database.write(tenant: tenantID) { tenant in
      guard try tenant.requireStore(id).isActive else { return }
      _ = try tenant.update(id, StoreChange(isActive: false), at: now)
      try tenant.audit(AuditEntry(action: "store.closed_by_operator", target: .store(id)), at: now, ids: ids)
    }
  }

  /// The stores of a tenant whose stock is, or was, kept in step with an ERP.
  /// - Throws: ``StorageError``.
  public func listStockSync(tenantID: String) async throws -> [StockSyncLine] {
    try await database.read(tenant: tenantID) { [now = environment.clock.now()] tenant in
      return try tenant.stores(of: nil).compactMap { store in
        let settings = try tenant.stockSync(of: store.id, at: now)
        guard settings.updatedAt != nil else { return nil }
        return StockSyncLine(
          storeID: store.id, inboundEnabled: settings.inbound.isEnabled, outboundEnabled: settings.outbound.isEnabled,
          lastInboundAt: settings.inbound.lastAt, lastOutboundAt: settings.outbound.lastAt,
          lastOutboundError: settings.outbound.lastError)
      }
    }
  }

  /// Switches both directions of a store's ERP off; secrets and addresses stay. The audit log tells.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  public func disableStockSync(tenantID: String, storeID: String) async throws {
    let (now, ids) = (environment.clock.now(), environment.ids)
    try await database.write(tenant: tenantID) { tenant in
      _ = try tenant.requireStore(storeID)
      guard try tenant.disableStockSync(of: storeID, at: now) else { return }
      try tenant.audit(
        AuditEntry(action: "stock_sync.disabled_by_operator", target: .store(storeID)), at: now, ids: ids)
    }
  }
}
