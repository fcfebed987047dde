import Storage

extension AuthSchema {
  /// Keys take turns; the private halves of new ones are sealed.
  static let signingKeyTurns = Migration(
    "0009_signing_key_turns",
    [
      "ALTER TABLE signing_keys ADD COLUMN signs_from BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE signing_keys ADD COLUMN is_sealed BIGINT NOT NULL DEFAULT 0",
    ])
}
