import Storage

extension AuthSchema {
  /// Pictures that came before there was a rule for them: apps put them into pages, where `javascript:` would run.
  static let webAddresses = Migration(
    "0060_web_addresses",
    [
      """
      UPDATE users SET avatar_url = NULL
      WHERE lower(avatar_url) NOT LIKE 'http://%' AND lower(avatar_url) NOT LIKE 'https://%'
      """,
      """
      UPDATE organizations SET logo_url = NULL
      WHERE lower(logo_url) NOT LIKE 'http://%' AND lower(logo_url) NOT LIKE 'https://%'
      """,
    ])
}
