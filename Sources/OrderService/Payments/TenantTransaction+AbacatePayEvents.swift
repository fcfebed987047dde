import Runtime
import Storage

extension TenantTransaction {
  /// Takes in what AbacatePay reports. A repetition changes nothing, whether it is told by the event's id or by
  /// where the charge stands.
  /// - Throws: ``PaymentError/chargeNotFound(_:)``; the event is not taken then.
  func receive(
    _ event: AbacatePayEvent, at now: Timestamp, ids: any IDGenerator
  ) throws -> (orderID: String?, outcome: PaymentOutcome) {
    guard let charge = event.charge else { return (nil, .ignored) }
    guard let payment = try payment(externalID: charge.id, provider: .abacatePay) else {
      throw PaymentError.chargeNotFound(charge.id)
    }
    if let eventID = event.id {
      let isNew = try Inbox.claim(tx, consumer: "abacatepay", messageID: "\(id)/\(eventID)", at: now)
      guard isNew else { return (payment.orderID, .duplicate) }
    }
    return (payment.orderID, try receive(charge, payment.attemptID, of: payment.orderID, at: now, ids: ids))
  }

  private func receive(
    _ charge: AbacatePayEvent.Charge, _ attemptID: String, of orderID: String, at now: Timestamp,
    ids: any IDGenerator
  ) throws -> PaymentOutcome {
    let change = OrderChange(
      eventID: ids.next(), reason: "AbacatePay: \(charge.id) \(charge.status.rawValue)", at: now)
    switch charge.status {
    case .paid:
      let order = try requireOrder(orderID)
      return try receive(charge.cents, for: attemptID, of: order, over: order, change, ids: ids).outcome
    case .expired, .cancelled: return try expire(attemptID, of: orderID, change, ids: ids).outcome
    case .refunded: return try refund(attemptID, of: orderID, change, ids: ids).outcome
    case .pending: return .ignored
    }
  }
}
