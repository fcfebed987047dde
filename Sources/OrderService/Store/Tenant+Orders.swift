import Storage

extension Tenant {
  private static let orderColumns = """
    id, store_id, lead_id, agent_id, status, payment_method, total_cents, currency, customer_name, customer_phone,
    customer_email, customer_address, notes, pix_copy_paste, version, created_at, updated_at
    """

  /// Writes a new order with all that belongs to it.
  func insert(_ order: Order) throws {
    try tx.execute(
      "INSERT INTO orders (tenant_id, \(Self.orderColumns)) VALUES (\(Self.marks(18)))", id, order.id, order.storeID,
      order.leadID, order.agentID, order.status.rawValue, order.paymentMethod.rawValue, order.totalCents,
      order.currency, order.customer.name, order.customer.phone, order.customer.email, order.customer.address,
      order.notes, order.pixCopyPaste, order.version, order.createdAt, order.updatedAt)
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
    for attempt in order.paymentAttempts {
      try tx.execute(
        """
        INSERT INTO payment_attempts
          (tenant_id, id, order_id, provider, status, amount_cents, external_id, created_at, updated_at)
        VALUES (\(Self.marks(9)))
        """, id, attempt.id, order.id, attempt.provider, attempt.status.rawValue, attempt.amountCents,
        attempt.externalID, attempt.createdAt, attempt.createdAt)
    }
  }

  private func insert(_ event: OrderEvent, of orderID: String, sequence: Int64) throws {
    try tx.execute(
      """
      INSERT INTO order_events
        (tenant_id, order_id, sequence, id, type, from_status, to_status, actor_user_id, reason, created_at)
      VALUES (\(Self.marks(10)))
      """, id, orderID, sequence, event.id, event.kind.rawValue, event.fromStatus?.rawValue, event.toStatus.rawValue,
      event.actorUserID, event.reason, event.createdAt)
  }

  /// Writes an order's new status with the event that explains it and what it means for open payments.
  /// `order` is as it shall be, its version one more than in the database.
  /// - Throws: ``OrderError/statusChanged(expected:current:)`` when another change came first.
  func update(_ order: Order, after previous: OrderStatus, with event: OrderEvent) throws {
    let changed = try tx.execute(
      """
      UPDATE orders SET status = ?, version = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND version = ? AND status = ?
      """, order.status.rawValue, order.version, order.updatedAt, id, order.id, order.version - 1, previous.rawValue)
    guard changed == 1 else {
      let current = try self.order(order.id)?.status ?? previous
      throw OrderError.statusChanged(expected: previous, current: current)
    }
    try insert(event, of: order.id, sequence: Int64(order.events.count))
    for attempt in order.paymentAttempts {
      try tx.execute(
        "UPDATE payment_attempts SET status = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND status <> ?",
        attempt.status.rawValue, order.updatedAt, id, attempt.id, attempt.status.rawValue)
    }
  }

  /// An order with all that belongs to it, or nil.
  func order(_ orderID: String) throws -> Order? {
    guard
      var order = try tx.first(
        "SELECT \(Self.orderColumns) FROM orders WHERE tenant_id = ? AND id = ?", id, orderID, as: Self.order)
    else { return nil }
    order.items = try tx.all(
      """
      SELECT product_id, sku, name, quantity, unit_price_cents, total_cents FROM order_items
      WHERE tenant_id = ? AND order_id = ? ORDER BY position
      """, id, orderID
    ) { row in
      OrderItem(
        productID: try row.text(0), sku: try row.text(1), name: try row.text(2), quantity: try row.int(3),
        unitPriceCents: try row.int(4), totalCents: try row.int(5))
    }
    order.events = try tx.all(
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
    order.paymentAttempts = try tx.all(
      """
      SELECT id, provider, status, amount_cents, external_id, created_at FROM payment_attempts
      WHERE tenant_id = ? AND order_id = ? ORDER BY created_at, id
      """, id, orderID
    ) { row in
      PaymentAttempt(
        id: try row.text(0), provider: try row.text(1), status: try row.value(2), amountCents: try row.int(3),
        externalID: try row.optionalText(4), createdAt: try row.time(5))
    }
    return order
  }

  private static func order(_ row: any Row) throws -> Order {
    Order(
      id: try row.text(0), storeID: try row.text(1), leadID: try row.optionalText(2), agentID: try row.optionalText(3),
      status: try row.value(4), paymentMethod: try row.value(5), totalCents: try row.int(6), currency: try row.text(7),
      customer: Customer(
        name: try row.optionalText(8), phone: try row.optionalText(9), email: try row.optionalText(10),
        address: try row.optionalText(11)),
      items: [], events: [], paymentAttempts: [], pixCopyPaste: try row.optionalText(13), version: try row.int(14),
      notes: try row.optionalText(12), createdAt: try row.time(15), updatedAt: try row.time(16))
  }
}

extension Row {
  /// A text column as one of an enum's values.
  /// - Throws: ``StorageError/unexpectedType(_:)`` for any other text: a row this version can't read.
  fileprivate func value<Value: RawRepresentable<String>>(_ index: Int) throws -> Value {
    let text = try text(index)
    guard let value = Value(rawValue: text) else { throw StorageError.unexpectedType("\(text) as \(Value.self)") }
    return value
  }
}
