import Storage

/// Reads the audit log, and adds to it what other services tell.
struct AuditStore: Sendable {
  let database: any Database

  /// Adds an entry; false when its id was known.
  func record(_ entry: AuditEntry) async throws -> Bool {
    try await database.write(tenant: entry.tenantID) { tenant in try tenant.append(entry) }
  }

  /// A tenant's entries, newest first.
  func entries(tenantID: String, limit: Int) async throws -> [RecordedAuditEntry] {
    try await database.read(tenant: tenantID) { tenant in try tenant.auditEntries(limit: limit) }
  }

  /// The entries that a user may see, newest first: of the user's organizations, by the user, about the user.
  func entries(tenantID: String, visibleTo userID: String, _ filter: AuditFilter) async throws -> [RecordedAuditEntry] {
    try await database.read(tenant: tenantID) { tenant in try tenant.auditEntries(visibleTo: userID, filter) }
  }

  /// A page of a tenant's entries, newest first.
  func search(
    _ search: AuditSearch, _ request: PageRequest, tenantID: String
  ) async throws -> ListPage<RecordedAuditEntry> {
    try await database.read(tenant: tenantID) { tenant in try tenant.auditEntries(search, request) }
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
}
