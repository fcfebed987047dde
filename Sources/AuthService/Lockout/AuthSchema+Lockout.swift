import Storage

extension AuthSchema {
  /// Failed logins, by what they are counted with; see `FailureCounter`. No reference to tenants: dashboard
  /// logins name none.
  static let lockout = Migration(
    "0020_lockout",
    [
      """
      CREATE TABLE login_failures (
        tenant_id TEXT NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('account', 'device', 'address', 'network')),
        counter_key BYTEA NOT NULL,
        failures BIGINT NOT NULL,
        last_failed_at BIGINT NOT NULL,
        locked_until BIGINT,
        PRIMARY KEY (tenant_id, scope, counter_key)
      )
      """,
      "CREATE INDEX login_failures_by_time ON login_failures (last_failed_at)",
      "CREATE INDEX sessions_by_address ON sessions (tenant_id, user_id, ip_address, created_at)",
    ])
}
