import Runtime
import Storage

/// A step that somebody wants an order to take.
struct OrderMove: Sendable {
  var orderID: String
  var to: OrderStatus
  /// The status that the caller believes the order has.
  var expected: OrderStatus?
  var reason: String?
  var party: OrderTransitions.Party
  var actorUserID: String?
}

extension Tenant {
  /// Moves an order one step on, with all that the step means for stock and payments.
  /// - Throws: ``OrderError``; nothing has changed then.
  func apply(_ move: OrderMove, at now: Timestamp, ids: any IDGenerator) throws -> Order {
    guard let order = try order(move.orderID) else { throw OrderError.orderNotFound(move.orderID) }
    let step = try OrderTransitions.decide(
      from: order.status, to: move.to, expected: move.expected, by: move.party)
    let (moved, event) = order.moved(
      to: step.to, by: move.actorUserID, reason: move.reason, at: now, eventID: ids.next())
    try update(moved, after: order.status, with: event)
    switch step.stock {
    case .none: break
    case .take: try takeStock(for: order, by: move.actorUserID, at: now, ids: ids)
    case .putBack: try putBackStock(of: order, by: move.actorUserID, at: now, ids: ids)
    }
    return moved
  }
}
