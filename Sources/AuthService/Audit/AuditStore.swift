import Storage

/// Reads the audit log, and adds to it what other services tell.
struct AuditStore: Sendable {
  let database: any Database

  /// Adds an entry; false when its id was known.
  func record(_ entry: AuditEntry) async throws -> Bool {
    try await database.write { tx in try AuditLog.append(tx, entry) }
  }

  /// A tenant's entries, newest first.
  func entries(tenantID: String, limit: Int) async throws -> [RecordedAuditEntry] {
    try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM audit_log a WHERE a.tenant_id = ? ORDER BY a.seq DESC LIMIT ?", tenantID, limit,
        as: Self.entry)
    }
  }

  /// The entries that a user may see, newest first: of the user's organizations, by the user, about the
  /// user. Each way has an index and is asked for no more than the limit.
  func entries(tenantID: String, visibleTo userID: String, _ filter: AuditFilter) async throws -> [RecordedAuditEntry] {
    let condition = Condition(filter)
    let ways = Self.ways(tenantID: tenantID, userID: userID)
    let union = ways.map { way in
      """
      SELECT seq FROM (
        SELECT a.seq FROM audit_log a WHERE a.tenant_id = ? AND \(way.sql)\(condition.sql) ORDER BY a.seq DESC LIMIT ?
      ) AS found
      """
    }.joined(separator: " UNION ")
    let arguments = ways.flatMap {
      [tenantID.sqlValue] + $0.arguments + condition.arguments + [filter.limit.sqlValue]
    }
    return try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM audit_log a WHERE a.seq IN (\(union)) ORDER BY a.seq DESC LIMIT ?",
        values: arguments + [filter.limit.sqlValue], as: Self.entry)
    }
  }

  static let columns = """
    a.id, a.seq, a.tenant_id, a.actor_kind, a.actor_id, a.action, a.target_type, a.target_id, a.organization_id,
    a.details, a.ip_address, a.request_id, a.at
    """

  static func entry(_ row: any Row) throws -> RecordedAuditEntry {
    RecordedAuditEntry(
      id: try row.text(0), sequence: try row.int(1), tenantID: try row.text(2), actorKind: try row.text(3),
      actorID: try row.optionalText(4), action: try row.text(5), targetType: try row.text(6),
      targetID: try row.text(7), organizationID: try row.optionalText(8), details: try row.text(9),
      ipAddress: try row.optionalText(10), requestID: try row.optionalText(11), at: try row.time(12))
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

  private static func ways(tenantID: String, userID: String) -> [Condition] {
    [
      Condition("a.actor_kind = 'user' AND a.actor_id = ?", [userID.sqlValue]),
      Condition("a.target_type = 'user' AND a.target_id = ?", [userID.sqlValue]),
      Condition(
        """
        a.organization_id IN (
          SELECT m.organization_id FROM memberships m WHERE m.tenant_id = ? AND m.user_id = ? AND m.is_active = 1)
        """, [tenantID.sqlValue, userID.sqlValue]),
    ]
  }
}
