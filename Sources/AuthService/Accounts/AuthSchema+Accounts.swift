import Storage

extension AuthSchema {
  /// When sessions were authenticated and which refresh tokens they gave out (``RefreshFamily``), the
  /// address that a mailed token went to, and what addresses beyond ASCII look like.
  static let accountFlows = Migration(
    "0009_account_flows",
    [
      "ALTER TABLE sessions ADD COLUMN authenticated_at BIGINT NOT NULL DEFAULT 0",
      "UPDATE sessions SET authenticated_at = created_at",
      "ALTER TABLE sessions ADD COLUMN refresh_generation BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE sessions ADD COLUMN refresh_issued_at BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE verifications ADD COLUMN sent_to TEXT",
      // A mailed token alone says whose it is (`verify-email-with-token`).
      "CREATE INDEX verifications_by_value_alone ON verifications (value)",
      // Null for plain ASCII addresses, which look like themselves.
      "ALTER TABLE users ADD COLUMN email_skeleton TEXT",
      "CREATE INDEX users_by_email_skeleton ON users (tenant_id, email_skeleton)",
    ])
}
