import Storage

extension AuthSchema {
  /// What a tenant decides about logins; see ``TenantSettings``.
  static let tenantSettings = Migration(
    "0007_tenant_settings",
    [
      "ALTER TABLE tenants ADD COLUMN allowed_redirect_uris TEXT NOT NULL DEFAULT '[]'",
      "ALTER TABLE tenants ADD COLUMN refresh_token_rotation BIGINT NOT NULL DEFAULT 0",
      """
      ALTER TABLE tenants ADD COLUMN second_factor TEXT NOT NULL DEFAULT 'optional'
        CHECK (second_factor IN ('off', 'optional', 'required'))
      """,
      "ALTER TABLE tenants ADD COLUMN step_up BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE tenants ADD COLUMN google_enabled BIGINT NOT NULL DEFAULT 1",
      "ALTER TABLE tenants ADD COLUMN google_client_id TEXT",
      "ALTER TABLE tenants ADD COLUMN google_client_secret BYTEA",
    ])
}
