import Storage

extension AuthSchema {
  /// A factor's secrets are sealed; recovery codes and tokens are hashed. `user_id` or `admin_id` repeats the
  /// subject, so that a factor goes away with whom it belongs to.
  static let secondFactors = Migration(
    "0021_second_factors",
    [
      """
      CREATE TABLE second_factors (
        tenant_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'admin')),
        subject_id TEXT NOT NULL,
        user_id TEXT,
        admin_id TEXT,
        secret BYTEA,
        confirmed_at BIGINT,
        last_step BIGINT NOT NULL DEFAULT 0,
        pending_secret BYTEA,
        pending_until BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, subject_kind, subject_id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, admin_id) REFERENCES tenant_admins (tenant_id, id) ON DELETE CASCADE
      )
      """,
      """
      CREATE TABLE recovery_codes (
        tenant_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        code_hash BYTEA NOT NULL,
        created_at BIGINT NOT NULL,
        used_at BIGINT,
        PRIMARY KEY (tenant_id, subject_kind, subject_id, code_hash),
        FOREIGN KEY (tenant_id, subject_kind, subject_id)
          REFERENCES second_factors (tenant_id, subject_kind, subject_id) ON DELETE CASCADE
      )
      """,
      """
      CREATE TABLE login_challenges (
        tenant_id TEXT NOT NULL REFERENCES tenants (id),
        token_hash BYTEA NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'enroll')),
        wrong_codes BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, token_hash)
      )
      """,
      "CREATE INDEX login_challenges_by_token ON login_challenges (token_hash)",
      "CREATE INDEX login_challenges_by_subject ON login_challenges (tenant_id, subject_kind, subject_id)",
      "CREATE INDEX login_challenges_by_expiry ON login_challenges (expires_at)",
    ])
}
