import Storage

extension AuthSchema {
  /// Where a tenant's mails lead and in which language they are written; which page a user registered from, for
  /// mails that are asked for later.
  ///
  /// English was everybody's locale who chose none, so whoever has it counts as not having chosen.
  static let emailLinks = Migration(
    "0061_email_links",
    [
      "ALTER TABLE tenants ADD COLUMN email_verification_url TEXT",
      "ALTER TABLE tenants ADD COLUMN email_password_reset_url TEXT",
      "ALTER TABLE tenants ADD COLUMN email_invitation_url TEXT",
      "ALTER TABLE tenants ADD COLUMN email_language TEXT",
      "ALTER TABLE users ADD COLUMN return_to TEXT",
      "ALTER TABLE users ADD COLUMN is_locale_chosen BIGINT NOT NULL DEFAULT 0",
      "UPDATE users SET is_locale_chosen = 1 WHERE locale <> 'en'",
    ])
}
