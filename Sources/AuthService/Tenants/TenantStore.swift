import Runtime
import Storage

/// Tenants and their settings.
struct TenantStore: Sendable {
  let database: any Database

  /// Stores a tenant unless its id is known.
  func ensure(id: String, name: String, at now: Timestamp) async throws {
    try await database.write { tx in
      let inserted = try tx.execute(
        """
        INSERT INTO tenants (id, name, status, created_at, updated_at) VALUES (?, ?, 'active', ?, ?)
        ON CONFLICT (id) DO NOTHING
        """, id, name, now, now)
      guard inserted > 0 else { return }
      try TenantTransaction(id, tx).append(
        AuditEntry.operation(
          "tenant.create", tenantID: id, targetType: "tenant", targetID: id, details: ["name": name], at: now))
    }
  }

  /// An active tenant.
  /// - Throws: ``AuthError/tenantNotFound``.
  func active(_ id: String) async throws -> Tenant {
    guard let tenant = try await database.read({ tx in try Self.active(tx, id) }) else {
      throw AuthError.tenantNotFound
    }
    return tenant
  }

  /// All tenants, oldest first.
  func all() async throws -> [Tenant] {
    try await database.read { tx in
      try tx.all("SELECT \(Self.columns) FROM tenants ORDER BY created_at, id", as: Self.tenant)
    }
  }

  /// Changes an active tenant's name and settings.
  /// - Throws: ``AuthError/tenantNotFound``, what `change` throws.
  func update(
    _ id: String, audit: AuditEntry, at now: Timestamp, _ change: @escaping @Sendable (Tenant) throws -> Tenant
  ) async throws -> Tenant {
    try await database.write { tx in
      guard let old = try Self.active(tx, id) else { throw AuthError.tenantNotFound }
      var tenant = try change(old)
      tenant.updatedAt = now
      try Self.store(tx, tenant)
      try TenantTransaction(id, tx).append(audit)
      return tenant
    }
  }

  /// Suspends a tenant, which refuses its keys, sessions and logins everywhere within a second, or lets it
  /// go on.
  /// - Throws: ``AuthError/tenantNotFound``.
  func setActive(_ isActive: Bool, tenantID: String, audit: AuditEntry, at now: Timestamp) async throws {
    try await database.write { tx in
      let changed = try tx.execute(
        "UPDATE tenants SET status = ?, updated_at = ? WHERE id = ?", isActive ? "active" : "suspended", now, tenantID)
      guard changed > 0 else { throw AuthError.tenantNotFound }
      let tenant = TenantTransaction(tenantID, tx)
      try tenant.append(Revocation(kind: .tenant, subjectID: tenantID, at: now))
      try tenant.append(audit)
    }
  }

  private static func active(_ tx: any Transaction, _ id: String) throws -> Tenant? {
    try tx.first("SELECT \(columns) FROM tenants WHERE id = ? AND status = 'active'", id, as: tenant)
  }

  private static func store(_ tx: any Transaction, _ tenant: Tenant) throws {
    let settings = tenant.settings
    try tx.execute(
      """
      UPDATE tenants SET name = ?, email_verification_required = ?, allowed_redirect_uris = ?,
        refresh_token_rotation = ?, second_factor = ?, step_up = ?, google_enabled = ?, google_client_id = ?,
        google_client_secret = ?, email_verification_url = ?, email_password_reset_url = ?, email_invitation_url = ?,
        email_language = ?, updated_at = ?
      WHERE id = ?
      """, tenant.name, settings.emailVerificationRequired, try TextList.encode(settings.allowedRedirectURIs),
      settings.refreshTokenRotation, settings.secondFactor.rawValue, settings.stepUp, settings.googleEnabled,
      settings.google?.clientID, settings.google?.sealedClientSecret,
      settings.email.verificationURL, settings.email.passwordResetURL, settings.email.invitationURL,
      settings.email.language?.rawValue, tenant.updatedAt, tenant.id)
  }

  private static let columns = """
    id, name, status, created_at, email_verification_required, allowed_redirect_uris, refresh_token_rotation,
    second_factor, step_up, google_enabled, google_client_id, google_client_secret, updated_at,
    email_verification_url, email_password_reset_url, email_invitation_url, email_language
    """

  private static func tenant(_ row: any Row) throws -> Tenant {
    Tenant(
      id: try row.text(0), name: try row.text(1), isActive: try row.text(2) == "active",
      settings: try settings(row), createdAt: try row.time(3), updatedAt: try row.time(12))
  }

  private static func settings(_ row: any Row) throws -> TenantSettings {
    guard let secondFactor = TenantSettings.SecondFactor(rawValue: try row.text(7)) else {
      throw StorageError.unexpectedType("tenants.second_factor")
    }
    var google: TenantSettings.GoogleCredentials?
    if let clientID = try row.optionalText(10), let secret = try row.optionalBlob(11) {
      google = .init(clientID: clientID, sealedClientSecret: secret)
    }
    return TenantSettings(
      emailVerificationRequired: try row.bool(4),
      allowedRedirectURIs: try TextList.decode(try row.text(5)),
      refreshTokenRotation: try row.bool(6), secondFactor: secondFactor, stepUp: try row.bool(8),
      googleEnabled: try row.bool(9), google: google,
      email: EmailSettings(
        verificationURL: try row.optionalText(13), passwordResetURL: try row.optionalText(14),
        invitationURL: try row.optionalText(15), language: try row.optionalText(16).flatMap(Language.init(rawValue:))))
  }
}
