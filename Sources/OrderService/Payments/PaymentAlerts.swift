import Contracts
import Foundation
import Runtime
import Storage

/// Tells the operators about money that is not its order's: the outbox brings each case into the audit log,
/// once.
struct PaymentAlerts: Sendable {
  /// The outbox topic. Its aggregates are its own: an alert waits for nothing else about its order.
  static let topic = "payment.alert"

  let database: any Database
  let auth: ServiceChannel

  private struct Payload: Codable {
    var orderID: String
    var status: String
    var actorUserID: String?
    var details: [String: String]
  }

  /// Leaves messages about an order's attempts that need attention now and did not before, in the caller's
  /// transaction.
  static func enqueue(
    _ order: Order, over previous: Order, _ tenant: Tenant, _ change: OrderChange, ids: any IDGenerator
  ) throws {
    for attempt in order.paymentAttempts where attempt.status.needsAttention {
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
    let company = try await database.read { tx in
      let tenant = Tenant(message.tenantID, tx)
      return try tenant.order(payload.orderID).flatMap { try tenant.store($0.storeID) }?.companyID
    }
    let _: AuthV1.RecordAuditEventResponse = try await auth.call(
      AuthV1.AuditService.Method.RecordAuditEvent.descriptor,
      AuthV1.RecordAuditEventRequest.with {
        $0.id = message.id
        if let actor = payload.actorUserID { $0.actorUserID = actor }
        $0.action = "payment.\(payload.status)"
        $0.targetType = "order"
        $0.targetID = payload.orderID
        if let company { $0.organizationID = company }
        $0.details = payload.details
        $0.occurredAt = message.createdAt.asProto
      }, caller: Caller(tenantID: message.tenantID, credential: .service))
  }
}
