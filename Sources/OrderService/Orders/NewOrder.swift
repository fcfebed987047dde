import Runtime
import Storage

/// A new order as asked for, before the catalogue has had its say. Valid by construction, each product
/// once.
struct NewOrder: Sendable {
  struct Line: Sendable, Equatable {
    var productID: String
    var quantity: Int64
  }

  var storeID: String
  var lines: [Line]
  var paymentMethod: PaymentMethod
  var customer: Customer
  var leadID: String?
  var agentID: String?
  var notes: String?
  /// Whether it comes from a chat that anybody may write to.
  var isFromOpenChat = false

  /// - Throws: ``OrderError/storeInactive(_:)``, ``PaymentError/methodDisabled(_:)``.
  func check(_ store: Store, _ settings: PaymentSettings) throws {
    guard store.isActive else { throw OrderError.storeInactive(store.id) }
    guard paymentMethod != .cod || settings.codEnabled else { throw PaymentError.methodDisabled(.cod) }
  }

  /// The order that the catalogue makes of this, and the ids of the products that it does not sell.
  ///
  /// Prices, names and SKUs are the catalogue's. Lines whose product is missing or inactive are dropped.
  /// - Parameter canCharge: whether AbacatePay can make the order's charge.
  /// - Throws: ``OrderError/noValidItems(dropped:)``, ``OrderError/totalTooLarge``.
  func order(
    from products: [String: Product], in store: Store, paidBy settings: PaymentSettings = PaymentSettings(),
    canCharge: Bool = false, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws -> (order: Order, dropped: [String]) {
    let (items, dropped, sum) = try items(from: products)
    let id = ids.next()
    let txid = BRCode.transactionID(orderID: id)
    let (attempt, code) = payment(
      in: store, settings, canCharge, id: ids.next(), txid: txid, cents: sum, at: now)
    let status = paymentMethod.initialStatus
    let order = Order(
      id: id, storeID: store.id, leadID: leadID, agentID: agentID, status: status, paymentMethod: paymentMethod,
      totalCents: sum, currency: store.currency, customer: customer, items: items,
      events: [
        OrderEvent(id: ids.next(), kind: .created, toStatus: status, actorUserID: actor, createdAt: now)
      ],
      paymentAttempts: [attempt], pixCopyPaste: code, version: 1, notes: notes, createdAt: now, updatedAt: now)
    return (order, dropped)
  }

  private func items(
    from products: [String: Product]
  ) throws -> (items: [OrderItem], dropped: [String], sum: Int64) {
    var items: [OrderItem] = []
    var dropped: [String] = []
    var sum: Int64 = 0
    for line in lines {
      guard let product = products[line.productID], product.isActive else {
        dropped.append(line.productID)
        continue
      }
      let total = product.priceCents.multipliedReportingOverflow(by: line.quantity)
      let next = sum.addingReportingOverflow(total.partialValue)
      guard !total.overflow, !next.overflow, next.partialValue <= Order.maximumTotalCents else {
        throw OrderError.totalTooLarge
      }
      sum = next.partialValue
      items.append(
        OrderItem(
          productID: product.id, sku: product.sku, name: product.name, quantity: line.quantity,
          unitPriceCents: product.priceCents, totalCents: total.partialValue))
    }
    guard !items.isEmpty else { throw OrderError.noValidItems(dropped: dropped) }
    return (items, dropped, sum)
  }

  /// How the order is to be paid: through AbacatePay where that can be, which makes its charge afterwards;
  /// else by the code for the store's own key, if there is one.
  private func payment(
    in store: Store, _ settings: PaymentSettings, _ canCharge: Bool, id: String, txid: String, cents: Int64,
    at now: Timestamp
  ) -> (attempt: PaymentAttempt, code: String?) {
    guard paymentMethod == .pix else {
      return (PaymentAttempt(id: id, provider: .cod, amountCents: cents, createdAt: now), nil)
    }
    if canCharge, store.currency == "BRL", cents > 0 {
      let attempt = PaymentAttempt(
        id: id, provider: .abacatePay, amountCents: cents, expiresAt: settings.end(from: now), createdAt: now)
      return (attempt, nil)
    }
    let code = settings.manualCode(for: store, cents: cents, transactionID: txid)
    let attempt = PaymentAttempt(
      id: id, provider: .manualPix, amountCents: cents, externalID: code == nil ? nil : txid,
      expiresAt: code == nil ? nil : settings.end(from: now), createdAt: now)
    return (attempt, code)
  }
}
