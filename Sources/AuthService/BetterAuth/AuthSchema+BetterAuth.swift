import Storage

extension AuthSchema {
  /// What Better Auth keeps of sessions and accounts besides: tokens that it wants back, sealed.
  static let betterAuth = Migration(
    "0050_identity",
    [
      "ALTER TABLE sessions ADD COLUMN token_sealed BYTEA",
      "ALTER TABLE accounts ADD COLUMN access_token BYTEA",
      "ALTER TABLE accounts ADD COLUMN refresh_token BYTEA",
      "ALTER TABLE accounts ADD COLUMN id_token BYTEA",
      "ALTER TABLE accounts ADD COLUMN access_token_expires_at BIGINT",
      "ALTER TABLE accounts ADD COLUMN refresh_token_expires_at BIGINT",
      "ALTER TABLE accounts ADD COLUMN scope TEXT",
    ])
}
