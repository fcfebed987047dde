import Runtime
import Storage

extension OrderAdministration {
  /// What an order keeps of a product while it awaits payment.
  public struct ReservationLine: Sendable, Equatable {
    public var orderID: String
    public var storeID: String
    public var productID: String
    public var quantity: Int64
    public var expiresAt: Timestamp
  }

  /// A tenant's reservations, those that end first before the others.
  /// - Parameter storeID: of this store only.
  /// - Throws: ``StorageError``.
  public func listReservations(tenantID: String, storeID: String?, limit: Int32) async throws -> [ReservationLine] {
    var check = Violations()
    check.number(limit, "limit", 1...10_000)
    try check.throwIfAny()
    return try await database.read(tenant: tenantID) { tenant in
      try tenant.reservations(in: storeID, limit: Int64(limit))
    }
  }

  /// Gives back what an order keeps; the order goes on waiting for its payment. The audit log tells.
  /// - Returns: how many units.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  public func releaseReservations(tenantID: String, orderID: String) async throws -> Int64 {
    let (now, ids) = (environment.clock.now(), environment.ids)
    return try await database.write(tenant: tenantID) { tenant in
      _ = try tenant.requireOrder(orderID)
      let units = try tenant.releaseStock(of: orderID).values.reduce(0, +)
      guard units > 0 else { return 0 }
      try tenant.audit(
        AuditEntry(
          action: "reservation.released_by_operator", target: .order(orderID), details: ["units": "\(units)"]),
        at: now, ids: ids)
      return units
    }
  }
}
