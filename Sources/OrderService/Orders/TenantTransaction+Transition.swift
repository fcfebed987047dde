import Runtime
import Storage

extension TenantTransaction {
  /// Moves an order one step on, with all that the step means for stock and payments.
  /// - Throws: ``OrderError``; nothing has changed then.
  func apply(_ move: OrderMove, at now: Timestamp, ids: any IDGenerator) throws -> Order {
    let order = try requireOrder(move.orderID, version: move.expectedVersion)
    let step = try OrderTransitions.decide(
      from: order.status, to: move.to, expected: move.expected, by: move.party)
    let change = OrderChange(eventID: ids.next(), actorUserID: move.actorUserID, reason: move.reason, at: now)
    var moved = order
    moved.take(step, change, attemptID: ids.next())
    try commit(moved, over: order, step, change, ids: ids)
    return moved
  }

  /// An order that is there, in the version that a caller knows.
  /// - Throws: ``OrderError/orderNotFound(_:)``, ``OrderError/versionConflict(expected:current:)``.
  func requireOrder(_ orderID: String, version: Int64? = nil) throws -> Order {
    guard let order = try order(orderID) else { throw OrderError.orderNotFound(orderID) }
    try order.require(version: version)
    return order
  }

  /// Writes an order's change with what it means for stock, and tells the operators about money that is not
  /// the order's.
  func commit(
    _ order: Order, over previous: Order, _ step: OrderTransitions.Step?, _ change: OrderChange,
    ids: any IDGenerator
  ) throws {
    try save(order, over: previous)
    for effect in step?.effects ?? [] {
      switch effect {
      case .keepStock:
        if let store = try store(order.storeID) { try reserveStock(for: order, in: store, at: change.at) }
      case .takeStock: try takeStock(for: order, by: change.actorUserID, at: change.at, ids: ids)
      case .putBackStock: try putBackStock(of: order, by: change.actorUserID, at: change.at, ids: ids)
      case .settlePix, .settleCash, .failPayments, .refundPayments: break
      }
    }
    try PaymentAlerts.enqueue(order, over: previous, self, change, ids: ids)
    try audit(order, over: previous, change, ids: ids)
  }
}
