import Storage

extension AuthSchema {
  /// Logins through a provider that the browser has not come back from. A row goes with the first use of
  /// its `state`, so that of any number of repetitions one is served.
  static let oauthLogins = Migration(
    "0030_oauth_logins",
    [
      """
      CREATE TABLE oauth_logins (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        state_hash BYTEA NOT NULL,
        sealed_verifier BYTEA NOT NULL,
        nonce TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, state_hash)
      )
      """,
      "CREATE INDEX oauth_logins_by_expiry ON oauth_logins (expires_at)",
    ])
}
