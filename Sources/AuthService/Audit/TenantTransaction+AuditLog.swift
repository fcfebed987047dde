import Foundation
import Runtime
import Storage

/// The append-only record of what was done. Entries are sealed into a hash chain a moment later
/// (``AuditSealStore``), so that writers never wait for each other here.
extension TenantTransaction {
  private static let auditEntryIDs = UUIDv7Generator()

  /// Adds an entry in the transaction that does what it tells. The entry says itself whose it is: a login to the
  /// dashboard names no tenant, and what is told about it is the admin's tenant's.
  /// - Returns: false when an entry with the same id was there before; it is left as it is.
  @discardableResult
  func append(_ entry: AuditEntry) throws -> Bool {
    let entryID = entry.id ?? Self.auditEntryIDs.next()
    let inserted = try tx.execute(
      """
      INSERT INTO audit_log (id, tenant_id, actor_kind, actor_id, action, target_type, target_id, organization_id,
        details, ip_address, request_id, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """, entryID, entry.tenantID, entry.actor.kind.rawValue, entry.actor.id, entry.action, entry.targetType,
      entry.targetID, entry.readersOrganizationID, try Self.canonical(entry.details), entry.ipAddress, entry.requestID,
      entry.at)
    guard inserted > 0 else { return false }
    try tx.execute("INSERT INTO audit_unsealed (entry_id) VALUES (?)", entryID)
    return true
  }

  /// Entries, newest first.
  func auditEntries(limit: Int) throws -> [RecordedAuditEntry] {
    try tx.all(
      "SELECT \(AuditStore.columns) FROM audit_log a WHERE a.tenant_id = ? ORDER BY a.seq DESC LIMIT ?", id, limit,
      as: AuditStore.entry)
  }

  /// The entries that a user may see, newest first: of the user's organizations, by the user, about the
  /// user. Each way has an index and is asked for no more than the limit.
  func auditEntries(visibleTo userID: String, _ filter: AuditFilter) throws -> [RecordedAuditEntry] {
    let condition = Condition(filter)
    let ways = auditWays(of: userID)
    let union = ways.map { way in
      """
      SELECT seq FROM (
        SELECT a.seq FROM audit_log a WHERE a.tenant_id = ? AND \(way.sql)\(condition.sql) ORDER BY a.seq DESC LIMIT ?
      ) AS found
      """
    }.joined(separator: " UNION ")
    let arguments = ways.flatMap { [id.sqlValue] + $0.arguments + condition.arguments + [filter.limit.sqlValue] }
    return try tx.all(
      "SELECT \(AuditStore.columns) FROM audit_log a WHERE a.seq IN (\(union)) ORDER BY a.seq DESC LIMIT ?",
      values: arguments + [filter.limit.sqlValue], as: AuditStore.entry)
  }

  /// A page of the entries that a search finds, newest first.
  func auditEntries(_ search: AuditSearch, _ request: PageRequest) throws -> ListPage<RecordedAuditEntry> {
    var source = "audit_log a WHERE a.tenant_id = ?"
    var arguments = [id.sqlValue]
    func require(_ condition: String, _ value: (any SQLBindable)?) {
      guard let value else { return }
      source += " AND \(condition)"
      arguments.append(value.sqlValue)
    }
    require("a.actor_id = ?", search.actorID)
    if let action = search.action, action.hasSuffix(".") {
      require("a.action LIKE ? ESCAPE '\\'", LikePattern.beginning(with: action))
    } else {
      require("a.action = ?", search.action)
    }
    require("a.target_id = ?", search.targetID)
    require("a.at >= ?", search.from)
    require("a.at < ?", search.to)
    return try page(AuditStore.columns, from: source, arguments, order: "a.seq DESC", request, as: AuditStore.entry)
  }

  private static func canonical(_ details: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(details), as: UTF8.self)
  }

  private func auditWays(of userID: String) -> [Condition] {
    [
      Condition("a.actor_kind = 'user' AND a.actor_id = ?", [userID.sqlValue]),
      Condition("a.target_type = 'user' AND a.target_id = ?", [userID.sqlValue]),
      Condition(
        """
        a.organization_id IN (
          SELECT m.organization_id FROM memberships m WHERE m.tenant_id = ? AND m.user_id = ? AND m.is_active = 1)
        """, [id.sqlValue, userID.sqlValue]),
    ]
  }
}

/// SQL that narrows a look-up, and its arguments.
private struct Condition {
  var sql = ""
  var arguments: [SQLValue] = []

  init(_ sql: String, _ arguments: [SQLValue]) {
    self.sql = sql
    self.arguments = arguments
  }

  init(_ filter: AuditFilter) {
    if let actor = filter.actorUserID {
      sql += " AND a.actor_kind = 'user' AND a.actor_id = ?"
      arguments.append(actor.sqlValue)
    }
    if let type = filter.targetType {
      sql += " AND a.target_type = ?"
      arguments.append(type.sqlValue)
    }
    if let target = filter.targetID {
      sql += " AND a.target_id = ?"
      arguments.append(target.sqlValue)
    }
  }
}
