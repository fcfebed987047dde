import Storage

/// Dashboard admins.
extension TenantTransaction {
  static let adminColumns = "a.id, a.tenant_id, a.email, a.display_name, a.role, a.created_at, a.last_login_at"

  /// - Parameter first: where ``adminColumns`` begin in the row.
  static func admin(_ row: any Row, at first: Int = 0) throws -> DashboardAdmin {
    guard let role = AdminRole(rawValue: try row.text(first + 4)) else {
      throw StorageError.unexpectedType("tenant_admins.role")
    }
    return DashboardAdmin(
      id: try row.text(first), tenantID: try row.text(first + 1), email: try row.text(first + 2),
      displayName: try row.optionalText(first + 3), role: role, createdAt: try row.time(first + 5),
      lastLoginAt: try row.optionalTime(first + 6))
  }

  /// - Throws: ``DashboardError/adminNotFound``.
  func admin(_ adminID: String) throws -> DashboardAdmin {
    let found = try tx.first(
      "SELECT \(Self.adminColumns) FROM tenant_admins a WHERE a.tenant_id = ? AND a.id = ? AND a.is_active = 1", id,
      adminID
    ) { try Self.admin($0) }
    guard let found else { throw DashboardError.adminNotFound }
    return found
  }

  /// A page of the team, oldest members first.
  func admins(_ request: PageRequest) throws -> ListPage<DashboardAdmin> {
    try page(
      Self.adminColumns, from: "tenant_admins a WHERE a.tenant_id = ? AND a.is_active = 1", [id.sqlValue],
      order: "a.created_at, a.id", request
    ) { try Self.admin($0) }
  }

  func hasAdmin(_ email: EmailAddress) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM tenant_admins WHERE tenant_id = ? AND email_normalized = ?", id, email.normalized)
  }

  /// Whether the tenant has an owner without this one.
  func hasAdminOwner(besides adminID: String) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM tenant_admins WHERE tenant_id = ? AND id <> ? AND role = 'owner' AND is_active = 1", id, adminID)
  }

  /// Adds an admin; false when the e-mail is an admin's, of whatever tenant.
  func insert(_ new: NewAdmin) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO tenant_admins (tenant_id, id, email, email_normalized, display_name, password_hash, role,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email_normalized) DO NOTHING
      """, id, new.id, new.email.display, new.email.normalized, new.displayName, new.passwordHash,
      new.role.rawValue, new.createdAt, new.createdAt) > 0
  }

  func setRole(_ role: AdminRole, ofAdmin adminID: String, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE tenant_admins SET role = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", role.rawValue, now, id,
      adminID)
  }

  /// Notes when an admin logged in; false for one who was removed meanwhile.
  func noteAdminLogin(_ adminID: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      "UPDATE tenant_admins SET last_login_at = ? WHERE tenant_id = ? AND id = ? AND is_active = 1", now, id, adminID)
      > 0
  }

  /// Deletes an admin with everything that is the admin's own.
  func deleteAdmin(_ adminID: String) throws {
    try tx.execute("DELETE FROM tenant_admins WHERE tenant_id = ? AND id = ?", id, adminID)
  }
}
