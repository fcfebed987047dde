import Runtime
import Storage

extension OrderAdministration {
  /// An order as operators see it.
  public struct OrderLine: Sendable, Equatable {
    public var id: String
    public var storeID: String
    public var status: String
    public var paymentMethod: String
    public var totalCents: Int64
    public var currency: String
    public var version: Int64
    public var createdAt: Timestamp
    /// "created", "status_changed: pending → confirmed", …; nil in lists.
    public var events: [String]?
    /// "abacatepay succeeded 1500", …; nil in lists.
    public var payments: [String]?
  }

  /// A tenant's orders, newest first.
  /// - Parameters:
  ///   - storeID: of this store only.
  ///   - status: in this status only, in the spelling of the API.
  /// - Throws: INVALID_ARGUMENT for a status or a page that does not exist, ``OrderError/storeNotFound(_:)``.
  public func listOrders(
    tenantID: String, storeID: String?, status: String?, limit: Int32, offset: Int32
  ) async throws -> [OrderLine] {
    var check = Violations()
    let page = Page(limit: limit, offset: offset, &check)
    let known = status.map(OrderStatus.init(rawValue:))
    check.require(known != .some(nil), "status", "is not a status of an order", type: "enum")
    try check.throwIfAny()
    return try await database.read(tenant: tenantID) { tenant in
      if let storeID { _ = try tenant.requireStore(storeID) }
      let storeIDs = try storeID.map { [$0] } ?? tenant.stores(of: nil).map(\.id)
      return try tenant.orders(OrderFilter(storeIDs: storeIDs, status: known ?? nil), page).orders.map(OrderLine.init)
    }
  }

  /// One order with its events and payments.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  public func order(tenantID: String, _ id: String) async throws -> OrderLine {
    try await database.read(tenant: tenantID) { tenant in
      let order = try tenant.requireOrder(id)
      var line = OrderLine(order)
      line.events = order.events.map { event in
        event.kind.rawValue + ": " + (event.fromStatus.map { "\($0.rawValue) → " } ?? "") + event.toStatus.rawValue
      }
      line.payments = order.paymentAttempts.map { "\($0.provider.rawValue) \($0.status.rawValue) \($0.amountCents)" }
      return line
    }
  }

  /// Calls an order off, with all that it means for its stock and its payments; the audit log tells.
  /// - Throws: ``OrderError/orderNotFound(_:)``, ``OrderError/illegalTransition(from:to:allowed:)``.
  public func cancelOrder(tenantID: String, _ id: String, because reason: String) async throws {
    var check = Violations()
    check.text(reason, "reason", 1...1_000)
    try check.throwIfAny()
    let (now, ids) = (environment.clock.now(), environment.ids)
    try await database.write(tenant: tenantID) { tenant in
      // With the rights of the company's people, whom the operator stands in for.
      let move = OrderMove(orderID: id, to: .cancelled, reason: reason, party: .member)
      _ = try tenant.apply(move, at: now, ids: ids)
      try tenant.audit(
        AuditEntry(action: "order.cancelled_by_operator", target: .order(id), details: ["reason": reason]), at: now,
        ids: ids)
    }
  }
}

extension OrderAdministration.OrderLine {
  fileprivate init(_ order: Order) {
    self.init(
      id: order.id, storeID: order.storeID, status: order.status.rawValue,
      paymentMethod: order.paymentMethod.rawValue, totalCents: order.totalCents, currency: order.currency,
      version: order.version, createdAt: order.createdAt)
  }
}
