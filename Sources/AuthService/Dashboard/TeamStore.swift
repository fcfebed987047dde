import Storage

/// The team that runs a tenant: its members. Who is invited to it is in `TeamStore+Invitations.swift`.
struct TeamStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// A page of the team, oldest members first.
  func members(tenantID: String, _ request: PageRequest) async throws -> ListPage<DashboardAdmin> {
    try await database.read(tenant: tenantID) { tenant in try tenant.admins(request) }
  }

  /// Gives a member another role.
  /// - Parameter check: looks at the member as it is, and throws when the change may not be made.
  /// - Throws: ``DashboardError/adminNotFound``, ``DashboardError/lastOwner``, what `check` throws.
  func setRole(
    _ role: AdminRole, tenantID: String, id: String, at now: Timestamp,
    check: @escaping @Sendable (DashboardAdmin) throws -> Void,
    audit: @escaping @Sendable (DashboardAdmin) -> AuditEntry
  ) async throws -> DashboardAdmin {
    try await database.write(tenant: tenantID) { tenant in
      var member = try tenant.admin(id)
      try check(member)
      guard member.role != role else { return member }
      let entry = audit(member)
      try Self.checkOwnerRemains(without: member, tenant)
      try tenant.setRole(role, ofAdmin: id, at: now)
      try tenant.append(entry)
      member.role = role
      return member
    }
  }

  /// Removes a member with everything that is the member's own; sessions end everywhere.
  /// - Throws: ``DashboardError/adminNotFound``, ``DashboardError/lastOwner``.
  func remove(
    tenantID: String, id: String, at now: Timestamp, audit: @escaping @Sendable (DashboardAdmin) -> AuditEntry
  ) async throws {
    try await database.write(tenant: tenantID) { tenant in
      let member = try tenant.admin(id)
      try Self.checkOwnerRemains(without: member, tenant)
      try tenant.endAdminSessions(of: id, at: now)
      try tenant.resetSecondFactor(of: .admin(id, of: tenant.id))
      try tenant.append(audit(member))
      try tenant.deleteAdmin(id)
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
    let member = try await database.write(tenant: tenantID) { tenant in
      let member = try tenant.admin(id)
      try check(member)
      try tenant.resetSecondFactor(of: .admin(id, of: tenant.id))
      try tenant.endAdminSessions(of: id, at: now)
      try tenant.append(audit)
      return member
    }
    signal.wake()
    return member
  }

  /// - Throws: ``DashboardError/lastOwner`` when the tenant would be without one.
  private static func checkOwnerRemains(without member: DashboardAdmin, _ tenant: TenantTransaction) throws {
    guard try member.role != .owner || tenant.hasAdminOwner(besides: member.id) else { throw DashboardError.lastOwner }
  }
}
