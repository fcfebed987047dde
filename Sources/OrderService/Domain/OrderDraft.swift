import Runtime
import Storage

/// A new order as asked for, before the catalogue has had its say. Valid by construction, each product
/// once.
struct OrderDraft: Sendable {
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

  /// The order that the catalogue makes of this draft, and the ids of the products that it does not sell.
  ///
  /// Prices, names and SKUs are the catalogue's. Lines whose product is missing or inactive are dropped.
  /// - Throws: ``OrderError/noValidItems(dropped:)``, ``OrderError/totalTooLarge``.
  func order(
    from products: [String: Product], in store: Store, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws -> (order: Order, dropped: [String]) {
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
      guard !total.overflow, !next.overflow, next.partialValue <= Order.largestTotalCents else {
        throw OrderError.totalTooLarge
      }
      sum = next.partialValue
      items.append(
        OrderItem(
          productID: product.id, sku: product.sku, name: product.name, quantity: line.quantity,
          unitPriceCents: product.priceCents, totalCents: total.partialValue))
    }
    guard !items.isEmpty else { throw OrderError.noValidItems(dropped: dropped) }

    let id = ids.next()
    let txid = BRCode.transactionID(orderID: id)
    let code = paymentMethod == .pix ? store.pixCode(cents: sum, transactionID: txid) : nil
    let status = paymentMethod.initialStatus
    let order = Order(
      id: id, storeID: store.id, leadID: leadID, agentID: agentID, status: status, paymentMethod: paymentMethod,
      totalCents: sum, currency: store.currency, customer: customer, items: items,
      events: [
        OrderEvent(id: ids.next(), kind: .created, toStatus: status, actorUserID: actor, createdAt: now)
      ],
      paymentAttempts: [
        PaymentAttempt(
          id: ids.next(), provider: paymentMethod.provider, status: .pending, amountCents: sum,
          externalID: code == nil ? nil : txid, createdAt: now)
      ],
      pixCopyPaste: code, version: 1, notes: notes, createdAt: now, updatedAt: now)
    return (order, dropped)
  }
}
