import Runtime
import Storage

extension TenantTransaction {
  static let orderColumns = """
    id, store_id, lead_id, agent_id, status, payment_method, total_cents, currency, customer_name, customer_phone,
    customer_email, customer_address, notes, pix_copy_paste, version, created_at, updated_at, payment_link_url
    """

  /// Writes a new order with all that belongs to it, and keeps its items where the store does so.
  /// - Throws: ``OrderError/insufficientStock(_:)``, ``OrderError/tooManyReservations``.
  func place(_ order: Order, in store: Store, from chat: ChatOrigin? = nil) throws {
    try tx.execute(
      """
      INSERT INTO orders (tenant_id, \(Self.orderColumns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, order.id, order.storeID, order.leadID, order.agentID, order.status.rawValue,
      order.paymentMethod.rawValue, order.totalCents,
      order.currency, order.customer.name, order.customer.phone, order.customer.email, order.customer.address,
      order.notes, order.pixCopyPaste, order.version, order.createdAt, order.updatedAt, order.paymentLinkURL)
    try insert(
      into: "order_items",
      [
        "tenant_id", "order_id", "position", "product_id", "sku", "name", "quantity", "unit_price_cents", "total_cents",
      ],
      order.items.enumerated().map { position, item in
        [
          .text(id), .text(order.id), position.sqlValue, .text(item.productID), .text(item.sku), .text(item.name),
          .int(item.quantity), .int(item.unitPriceCents), .int(item.totalCents),
        ]
      })
    for (index, event) in order.events.enumerated() { try insert(event, of: order.id, sequence: Int64(index + 1)) }
    for attempt in order.paymentAttempts { try insert(attempt, of: order.id) }
    try tally(order, in: order.status, entry: order.id)
    if order.status == .awaitingPayment { try reserveStock(for: order, in: store, from: chat, at: order.createdAt) }
  }

  /// Writes an order's changes: `order` is as it shall be, `previous` as it was read in this transaction, and
  /// one event lies between them.
  /// - Throws: ``OrderError/versionConflict(expected:current:)`` when another change came first.
  func save(_ order: Order, over previous: Order) throws {
    let changed = try tx.execute(
      """
      UPDATE orders SET status = ?, pix_copy_paste = ?, payment_link_url = ?, version = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND version = ?
      """, order.status.rawValue, order.pixCopyPaste, order.paymentLinkURL, order.version, order.updatedAt, id,
      order.id, previous.version)
    guard changed == 1 else {
      throw OrderError.versionConflict(expected: previous.version, current: try version(of: order.id))
    }
    for index in previous.events.count..<order.events.count {
      let event = order.events[index]
      try insert(event, of: order.id, sequence: Int64(index + 1))
      guard order.status != previous.status else { continue }
      try tally(previous, in: previous.status, by: -1, entry: event.id)
      try tally(order, in: order.status, entry: event.id)
    }
    for proof in order.proofs.dropFirst(previous.proofs.count) { try insert(proof, of: order.id) }
    try save(order.paymentAttempts, of: order.id, over: previous.paymentAttempts)
  }

  private func version(of orderID: String) throws -> Int64 {
    try tx.first("SELECT version FROM orders WHERE tenant_id = ? AND id = ?", id, orderID, as: { try $0.int(0) }) ?? 0
  }

  private func insert(_ event: OrderEvent, of orderID: String, sequence: Int64) throws {
    try tx.execute(
      """
      INSERT INTO order_events
        (tenant_id, order_id, sequence, id, type, from_status, to_status, actor_user_id, reason, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, orderID, sequence, event.id, event.kind.rawValue, event.fromStatus?.rawValue, event.toStatus.rawValue,
      event.actorUserID, event.reason, event.createdAt)
  }

  /// An order with all that belongs to it, or nil.
  func order(_ orderID: String) throws -> Order? {
    guard
      var order = try tx.first(
        "SELECT \(Self.orderColumns) FROM orders WHERE tenant_id = ? AND id = ?", id, orderID, as: Self.bareOrder)
    else { return nil }
    order.items = try items(of: orderID)
    order.events = try events(of: orderID)
    order.paymentAttempts = try paymentAttempts(of: orderID)
    order.proofs = try proofs(of: orderID)
    return order
  }

  /// The company whose store an order belongs to, or nil.
  func company(ofOrder orderID: String) throws -> String? {
    try tx.first(
      """
      SELECT s.company_id FROM orders o JOIN stores s ON s.tenant_id = o.tenant_id AND s.id = o.store_id
      WHERE o.tenant_id = ? AND o.id = ?
      """, id, orderID, as: { try $0.text(0) })
  }

  private func items(of orderID: String) throws -> [OrderItem] {
    try tx.all(
      """
      SELECT product_id, sku, name, quantity, unit_price_cents, total_cents FROM order_items
      WHERE tenant_id = ? AND order_id = ? ORDER BY position
      """, id, orderID
    ) { row in
      OrderItem(
        productID: try row.text(0), sku: try row.text(1), name: try row.text(2), quantity: try row.int(3),
        unitPriceCents: try row.int(4), totalCents: try row.int(5))
    }
  }

  private func events(of orderID: String) throws -> [OrderEvent] {
    try tx.all(
      """
      SELECT id, type, from_status, to_status, actor_user_id, reason, created_at FROM order_events
      WHERE tenant_id = ? AND order_id = ? ORDER BY sequence
      """, id, orderID
    ) { row in
      OrderEvent(
        id: try row.text(0), kind: try row.value(1), fromStatus: try row.optionalText(2).flatMap(OrderStatus.init),
        toStatus: try row.value(3), actorUserID: try row.optionalText(4), reason: try row.optionalText(5),
        createdAt: try row.time(6))
    }
  }

  /// An order's own row.
  static func bareOrder(_ row: any Row) throws -> Order {
    Order(
      id: try row.text(0), storeID: try row.text(1), leadID: try row.optionalText(2), agentID: try row.optionalText(3),
      status: try row.value(4), paymentMethod: try row.value(5), totalCents: try row.int(6), currency: try row.text(7),
      customer: Customer(
        name: try row.optionalText(8), phone: try row.optionalText(9), email: try row.optionalText(10),
        address: try row.optionalText(11)),
      items: [], events: [], paymentAttempts: [], pixCopyPaste: try row.optionalText(13),
      paymentLinkURL: try row.optionalText(17), version: try row.int(14), notes: try row.optionalText(12),
      createdAt: try row.time(15), updatedAt: try row.time(16))
  }
}
