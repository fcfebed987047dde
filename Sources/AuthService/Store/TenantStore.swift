import Storage

/// Tenants, their settings and their dashboard admins.
struct TenantStore: Sendable {
  let database: any Database

  /// Stores a tenant unless its id is known.
  func ensure(id: String, name: String, at now: Timestamp) async throws {
    _ = try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO tenants (id, name, status, created_at, updated_at) VALUES (?, ?, 'active', ?, ?)
        ON CONFLICT (id) DO NOTHING
        """, id, name, now, now)
    }
  }

  /// An active tenant.
  /// - Throws: ``AuthError/tenantNotFound``.
  func active(_ id: String) async throws -> Tenant {
    let tenant = try await database.read { tx in
      try tx.first("SELECT \(Self.columns) FROM tenants WHERE id = ? AND status = 'active'", id, as: Self.tenant)
    }
    guard let tenant else { throw AuthError.tenantNotFound }
    return tenant
  }

  /// All tenants, oldest first.
  func all() async throws -> [Tenant] {
    try await database.read { tx in
      try tx.all("SELECT \(Self.columns) FROM tenants ORDER BY created_at, id", as: Self.tenant)
    }
  }

  /// - Throws: ``AuthError/tenantNotFound``.
  func setEmailVerificationRequired(_ required: Bool, tenantID: String, at now: Timestamp) async throws {
    try await database.write { tx in
      let changed = try tx.execute(
        "UPDATE tenants SET email_verification_required = ?, updated_at = ? WHERE id = ?", required, now, tenantID)
      guard changed > 0 else { throw AuthError.tenantNotFound }
    }
  }

  /// Stores a dashboard admin unless the e-mail is known; false when it was.
  func ensureAdmin(
    id: String, tenantID: String, email: EmailAddress, passwordHash: String, at now: Timestamp
  ) async throws -> Bool {
    try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO tenant_admins (tenant_id, id, email, email_normalized, password_hash, role, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, 'owner', ?, ?) ON CONFLICT (email_normalized) DO NOTHING
        """, tenantID, id, email.display, email.normalized, passwordHash, now, now) > 0
    }
  }

  private static let columns = "id, name, status, email_verification_required, created_at"

  private static func tenant(_ row: any Row) throws -> Tenant {
    Tenant(
      id: try row.text(0), name: try row.text(1), isActive: try row.text(2) == "active",
      emailVerificationRequired: try row.bool(3), createdAt: try row.time(4))
  }
}
