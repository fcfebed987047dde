import Foundation
import Runtime
import Storage

/// The append-only record of what was done. Entries are sealed into a hash chain a moment later
/// (``AuditSeals``), so that writers never wait for each other here.
enum AuditLog {
  private static let ids = UUIDv7Generator()

  /// Adds an entry in the transaction that does what it tells.
  /// - Returns: false when an entry with the same id was there before; it is left as it is.
  @discardableResult
  static func append(_ tx: any Transaction, _ entry: AuditEntry) throws -> Bool {
    let id = entry.id ?? ids.next()
    let inserted = try tx.execute(
      """
      INSERT INTO audit_log (id, tenant_id, actor_kind, actor_id, action, target_type, target_id, organization_id,
        details, ip_address, request_id, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """, id, entry.tenantID, entry.actor.kind.rawValue, entry.actor.id, entry.action, entry.targetType,
      entry.targetID, entry.readersOrganizationID, try canonical(entry.details), entry.ipAddress, entry.requestID,
      entry.at)
    guard inserted > 0 else { return false }
    try tx.execute("INSERT INTO audit_unsealed (entry_id) VALUES (?)", id)
    return true
  }

  private static func canonical(_ details: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(details), as: UTF8.self)
  }
}
