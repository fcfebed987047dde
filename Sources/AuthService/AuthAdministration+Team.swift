import Runtime
import Storage

extension AuthAdministration {
  /// Makes a tenant's dashboard owner unless the e-mail is known.
  /// - Returns: false when it was known; its password is left alone.
  /// - Throws: INVALID_ARGUMENT with every bad field, NOT_FOUND `TENANT_NOT_FOUND`.
  @discardableResult
  public func ensureDashboardAdmin(
    tenantID: String = Caller.defaultTenantID, email: String, password: String
  ) async throws -> Bool {
    do {
      _ = try await addTeamMember(tenantID: tenantID, email: email, role: .owner, password: password)
      return true
    } catch DashboardError.emailTaken {
      return false
    }
  }

  /// Makes a dashboard admin with a password.
  /// - Throws: ALREADY_EXISTS `EMAIL_TAKEN` when the e-mail is an admin of whatever tenant,
  ///   INVALID_ARGUMENT with every bad field, NOT_FOUND `TENANT_NOT_FOUND`.
  public func addTeamMember(
    tenantID: String = Caller.defaultTenantID, email: String, role: AdminRole, password: String
  ) async throws -> DashboardAdmin {
    let tenant = try await tenants.active(tenantID)
    let address = try Self.checked(email, password)
    let new = NewAdmin(
      id: ids.next(), tenantID: tenant.id, email: address, displayName: nil, role: role,
      passwordHash: try await passwords.hash(password), createdAt: clock.now())
    let isNew = try await admins.insertUnlessKnown(
      new, audit: entry("admin.create", new.admin, details: ["email": email, "role": role.rawValue]))
    guard isNew else { throw DashboardError.emailTaken }
    return new.admin
  }

  /// A tenant's team, oldest members first.
  public func listTeam(tenantID: String = Caller.defaultTenantID) async throws -> [DashboardAdmin] {
    var members: [DashboardAdmin] = []
    var request = PageRequest(page: 1, perPage: 100)
    while true {
      let page = try await team.members(tenantID: tenantID, request)
      members += page.items
      guard page.hasNext else { return members }
      request.page += 1
    }
  }

  /// Removes a member and ends the member's sessions.
  /// - Throws: NOT_FOUND `ADMIN_NOT_FOUND`, FAILED_PRECONDITION `LAST_OWNER`.
  public func removeTeamMember(tenantID: String = Caller.defaultTenantID, id: String) async throws {
    try await team.remove(tenantID: tenantID, id: id, at: clock.now()) {
      entry("admin.remove", $0, details: ["email": $0.email, "role": $0.role.rawValue])
    }
  }

  /// Gives a member another role.
  /// - Throws: NOT_FOUND `ADMIN_NOT_FOUND`, FAILED_PRECONDITION `LAST_OWNER`.
  public func setRole(
    _ role: AdminRole, tenantID: String = Caller.defaultTenantID, memberID: String
  ) async throws -> DashboardAdmin {
    try await team.setRole(
      role, tenantID: tenantID, id: memberID, at: clock.now(), check: { _ in },
      audit: { entry("admin.role_change", $0, details: ["from": $0.role.rawValue, "to": role.rawValue]) })
  }

  /// Removes a member's second factor, for someone who has lost the device, and ends the member's sessions.
  /// - Throws: NOT_FOUND `ADMIN_NOT_FOUND`.
  public func resetSecondFactor(tenantID: String = Caller.defaultTenantID, memberID: String) async throws {
    let now = clock.now()
    _ = try await team.resetSecondFactor(
      tenantID: tenantID, id: memberID, at: now, check: { _ in },
      audit: .operation("second_factor.reset", tenantID: tenantID, targetType: "admin", targetID: memberID, at: now))
  }

  private func entry(_ action: String, _ admin: DashboardAdmin, details: [String: String]) -> AuditEntry {
    .operation(
      action, tenantID: admin.tenantID, targetType: "admin", targetID: admin.id, details: details, at: clock.now())
  }
}
