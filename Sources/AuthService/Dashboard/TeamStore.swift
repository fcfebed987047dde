import Storage

/// The team that runs a tenant: its members. Who is invited to it is in `TeamStore+Invitations.swift`.
struct TeamStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// A page of the team, oldest members first.
  func members(tenantID: String, _ request: PageRequest) async throws -> ListPage<DashboardAdmin> {
    try await database.read { tx in
      try tx.page(
        AdminStore.columns, from: "tenant_admins a WHERE a.tenant_id = ? AND a.is_active = 1", [tenantID.sqlValue],
        order: "a.created_at, a.id", request
      ) { try AdminStore.admin($0) }
    }
  }

  /// A member.
  /// - Throws: ``DashboardError/adminNotFound``.
  func member(tenantID: String, id: String) async throws -> DashboardAdmin {
    try await database.read { try Self.member($0, tenantID: tenantID, id: id) }
  }

  /// Gives a member another role.
  /// - Parameter check: looks at the member as it is, and throws when the change may not be made.
  /// - Throws: ``DashboardError/adminNotFound``, ``DashboardError/lastOwner``, what `check` throws.
  func setRole(
    _ role: AdminRole, tenantID: String, id: String, at now: Timestamp,
    check: @escaping @Sendable (DashboardAdmin) throws -> Void,
    audit: @escaping @Sendable (DashboardAdmin) -> AuditEntry
  ) async throws -> DashboardAdmin {
    try await database.write { tx in
      var member = try Self.member(tx, tenantID: tenantID, id: id)
      try check(member)
      guard member.role != role else { return member }
      let entry = audit(member)
      if member.role == .owner { try Self.requireAnotherOwner(tx, tenantID: tenantID, than: id) }
      try tx.execute(
        "UPDATE tenant_admins SET role = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", role.rawValue, now,
        tenantID, id)
      try AuditLog.append(tx, entry)
      member.role = role
      return member
    }
  }

  /// Removes a member with everything that is the member's own; sessions end everywhere.
  /// - Throws: ``DashboardError/adminNotFound``, ``DashboardError/lastOwner``.
  func remove(
    tenantID: String, id: String, at now: Timestamp, audit: @escaping @Sendable (DashboardAdmin) -> AuditEntry
  ) async throws {
    try await database.write { tx in
      let member = try Self.member(tx, tenantID: tenantID, id: id)
      if member.role == .owner { try Self.requireAnotherOwner(tx, tenantID: tenantID, than: id) }
      try AdminSessionStore.endAll(tx, tenantID: tenantID, adminID: id, at: now)
      try SecondFactorStore.reset(tx, .admin(id, of: tenantID))
      try AuditLog.append(tx, audit(member))
      try tx.execute("DELETE FROM tenant_admins WHERE tenant_id = ? AND id = ?", tenantID, id)
    }
    signal.wake()
  }

  /// Removes a member's second factor and ends the member's sessions.
  /// - Parameter check: looks at the member, and throws when it may not be touched.
  /// - Throws: ``DashboardError/adminNotFound``, what `check` throws.
  func resetSecondFactor(
    tenantID: String, id: String, at now: Timestamp, check: @escaping @Sendable (DashboardAdmin) throws -> Void,
    audit: AuditEntry
  ) async throws -> DashboardAdmin {
    let member = try await database.write { tx in
      let member = try Self.member(tx, tenantID: tenantID, id: id)
      try check(member)
      try SecondFactorStore.reset(tx, .admin(id, of: tenantID))
      try AdminSessionStore.endAll(tx, tenantID: tenantID, adminID: id, at: now)
      try AuditLog.append(tx, audit)
      return member
    }
    signal.wake()
    return member
  }

  // MARK: In the caller's transaction

  static func member(_ tx: any Transaction, tenantID: String, id: String) throws -> DashboardAdmin {
    let member = try tx.first(
      "SELECT \(AdminStore.columns) FROM tenant_admins a WHERE a.tenant_id = ? AND a.id = ? AND a.is_active = 1",
      tenantID, id
    ) { try AdminStore.admin($0) }
    guard let member else { throw DashboardError.adminNotFound }
    return member
  }

  private static func requireAnotherOwner(_ tx: any Transaction, tenantID: String, than id: String) throws {
    let another = try tx.exists(
      "SELECT 1 FROM tenant_admins WHERE tenant_id = ? AND id <> ? AND role = 'owner' AND is_active = 1", tenantID, id)
    guard another else { throw DashboardError.lastOwner }
  }
}
