import Runtime
import Storage

extension Order {
  /// This order one step further, with the event that says so.
  ///
  /// Open payment attempts succeed where the money arrives with the status, and fail when the order is
  /// called off.
  func moved(
    to target: OrderStatus, by actor: String?, reason: String?, at now: Timestamp, eventID: String
  ) -> (order: Order, event: OrderEvent) {
    let event = OrderEvent(
      id: eventID, kind: .statusChanged, fromStatus: status, toStatus: target, actorUserID: actor, reason: reason,
      createdAt: now)
    var order = self
    order.status = target
    order.version += 1
    order.updatedAt = now
    order.events.append(event)
    for index in order.paymentAttempts.indices where order.paymentAttempts[index].status == .pending {
      if target == paymentMethod.paidStatus {
        order.paymentAttempts[index].status = .succeeded
      } else if target == .cancelled {
        order.paymentAttempts[index].status = .failed
      }
    }
    return (order, event)
  }
}
