import Foundation
import Runtime
import Storage

extension TenantTransaction {
  /// Leaves an entry for the audit log in the caller's transaction.
  func audit(_ entry: AuditEntry, at now: Timestamp, ids: any IDGenerator) throws {
    let messageID = ids.next()
    try Outbox.enqueue(
      tx, id: messageID, tenantID: id, topic: AuditTrail.topic, aggregate: "audit/\(messageID)",
      payload: Array(JSONEncoder().encode(entry)), at: now)
  }

  /// Tells which step a person had an order take, and which payment a person vouched for; what the system does by
  /// itself the order's own events tell.
  func audit(_ order: Order, over previous: Order, _ change: OrderChange, ids: any IDGenerator) throws {
    guard let actor = change.actorUserID else { return }
    if order.status != previous.status {
      let details = [
        "from": previous.status.rawValue, "to": order.status.rawValue, "version": "\(order.version)",
        "reason": change.reason ?? "",
      ]
      try audit(
        AuditEntry(
          action: "order.status_changed", target: .order(order.id), actorUserID: actor,
          details: details.filter { !$0.value.isEmpty }), at: change.at, ids: ids)
    }
    for attempt in order.paymentAttempts where attempt.status == .succeeded {
      guard previous.paymentAttempts.first(where: { $0.id == attempt.id })?.status != .succeeded else { continue }
      let details = [
        "attempt_id": attempt.id, "provider": attempt.provider.rawValue, "external_id": attempt.externalID ?? "",
        "amount_cents": "\(attempt.amountCents)",
      ]
      try audit(
        AuditEntry(
          action: "payment.confirmed", target: .order(order.id), actorUserID: actor,
          details: details.filter { !$0.value.isEmpty }), at: change.at, ids: ids)
    }
  }

  /// Tells which of a store's settings a person changed, by their names: values may be secrets.
  func audit(
    _ action: String, of storeID: String, fields: [String], by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws {
    guard let actor, !fields.isEmpty else { return }
    try audit(
      AuditEntry(
        action: action, target: .store(storeID), actorUserID: actor,
        details: ["fields": fields.joined(separator: ",")]), at: now, ids: ids)
  }

  /// Tells what a person did to a product's file.
  func audit(
    _ action: String, _ file: ProductFile, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws {
    guard let actor else { return }
    try audit(
      AuditEntry(
        action: action, target: .productFile(file.id, storeID: file.storeID), actorUserID: actor,
        details: ["product_id": file.productID, "filename": file.filename, "size_bytes": "\(file.sizeBytes)"]),
      at: now, ids: ids)
  }

  /// Tells what a person did to a schema of custom entities.
  func audit(
    _ action: String, entitySchema schemaID: String, by member: OrganizationMember, at now: Timestamp,
    ids: any IDGenerator
  ) throws {
    try audit(
      AuditEntry(
        action: action, target: .entitySchema(schemaID, organizationID: member.organizationID),
        actorUserID: member.userID),
      at: now, ids: ids)
  }

  /// Tells by how much a person's product list or correction moved a store's stock.
  func audit(
    stockOf storeID: String, _ changes: [StockChange], by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws {
    guard let actor, !changes.isEmpty else { return }
    let shown = changes.prefix(Self.maximumSKUs).map { "\($0.sku): \($0.delta)" }
    try audit(
      AuditEntry(
        action: "stock.adjusted", target: .store(storeID), actorUserID: actor,
        details: [
          "products": "\(changes.count)", "units": "\(changes.reduce(0) { $0 + $1.delta })",
          "changes": shown.joined(separator: ", "),
        ]), at: now, ids: ids)
  }

  /// How many products an entry names: entries have a size.
  private static let maximumSKUs = 20
}
