import Storage

extension AuthSchema {
  /// What the dashboard shows and changes of API keys.
  static let apiKeyDetails = Migration(
    "0040_api_key_details",
    [
      "ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT '[]'",
      "ALTER TABLE api_keys ADD COLUMN created_by TEXT",
      "ALTER TABLE api_keys ADD COLUMN replaced_by TEXT",
      // Gateways report uses by the key's id alone.
      "CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id)",
    ])

  /// The people who run a tenant: their sessions, invitations and forgotten passwords. Tokens are stored
  /// as SHA-256.
  static let dashboardTeam = Migration(
    "0041_dashboard_team",
    [
      "ALTER TABLE tenant_admins ADD COLUMN display_name TEXT",
      "ALTER TABLE tenant_admins ADD COLUMN last_login_at BIGINT",
      // `refresh_hash` is of the login's first refresh token, `refresh_generation` the number of the newest.
      """
      CREATE TABLE admin_sessions (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        admin_id TEXT NOT NULL,
        refresh_hash BYTEA NOT NULL,
        refresh_generation BIGINT NOT NULL DEFAULT 0,
        refresh_issued_at BIGINT NOT NULL,
        ip_address TEXT,
        user_agent TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        authenticated_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ended_at BIGINT,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, admin_id) REFERENCES tenant_admins (tenant_id, id) ON DELETE CASCADE
      )
      """,
      "CREATE INDEX admin_sessions_by_admin ON admin_sessions (tenant_id, admin_id)",
      "CREATE INDEX admin_sessions_by_expiry ON admin_sessions (expires_at)",
      // One at a time per admin: a newer request replaces an older one.
      """
      CREATE TABLE admin_password_resets (
        tenant_id TEXT NOT NULL,
        admin_id TEXT NOT NULL,
        token_hash BYTEA NOT NULL UNIQUE,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, admin_id),
        FOREIGN KEY (tenant_id, admin_id) REFERENCES tenant_admins (tenant_id, id) ON DELETE CASCADE
      )
      """,
      """
      CREATE TABLE admin_invitations (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL,
        email TEXT NOT NULL,
        email_normalized TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'viewer')),
        token_hash BYTEA NOT NULL UNIQUE,
        invited_by TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, email_normalized)
      )
      """,
    ])
}
