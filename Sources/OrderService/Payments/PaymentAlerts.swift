import Foundation
import Runtime
import Storage

/// Tells the operators about money that is not its order's, or went back: the outbox brings each case into the
/// audit log, once.
struct PaymentAlerts: Sendable {
  /// The outbox topic. Its aggregates are its own: an alert waits for nothing else about its order.
  static let topic = "payment.alert"

  let trail: AuditTrail

  private struct Payload: Codable {
    var orderID: String
    var status: String
    var actorUserID: String?
    var details: [String: String]
  }

  /// Leaves messages about an order's attempts that need attention now and did not before, in the caller's
  /// transaction.
  static func enqueue(
    _ order: Order, over previous: Order, _ tenant: TenantTransaction, _ change: OrderChange, ids: any IDGenerator
  ) throws {
    for attempt in order.paymentAttempts where attempt.status.isReported {
      guard previous.paymentAttempts.first(where: { $0.id == attempt.id })?.status != attempt.status else { continue }
      let payload = Payload(
        orderID: order.id, status: attempt.status.rawValue, actorUserID: change.actorUserID,
        details: [
          "attempt_id": attempt.id, "provider": attempt.provider.rawValue, "external_id": attempt.externalID ?? "",
          "order_total_cents": "\(order.totalCents)",
          "received_cents": attempt.receivedCents.map(String.init) ?? "", "reason": attempt.error ?? "",
        ].filter { !$0.value.isEmpty })
      try Outbox.enqueue(
        tenant.tx, id: ids.next(), tenantID: tenant.id, topic: topic, aggregate: "alert/\(attempt.id)",
        payload: Array(JSONEncoder().encode(payload)), at: change.at)
    }
  }

  /// Brings one message into the audit log; it tells repetitions by the message's id.
  /// - Throws: what the auth service throws; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    let payload = try JSONDecoder().decode(Payload.self, from: Data(message.payload))
    try await trail.record(
      AuditEntry(
        action: "payment.\(payload.status)", target: .order(payload.orderID), actorUserID: payload.actorUserID,
        details: payload.details), of: message)
  }
}
