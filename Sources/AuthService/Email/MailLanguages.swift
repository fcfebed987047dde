import Runtime
import Storage

/// Which language somebody is written to in: the one they chose, else the tenant's, else the one that the
/// request behind the mail asks for, else ``Language/fallback``.
enum MailLanguages {
  static func choose(locale: String?, tenant: Language?, asked: Language?) -> Language {
    locale.flatMap(Language.init(tag:)) ?? tenant ?? asked ?? .fallback
  }

  /// For whoever has an address in a tenant, known or not.
  /// - Parameter email: normalised.
  static func language(
    _ tx: any Transaction, tenantID: String, email: String, asked: Language?
  ) throws -> Language {
    try language(tx, "u.email_normalized = ?", email, tenantID: tenantID, asked: asked)
  }

  /// For a user.
  static func language(
    _ tx: any Transaction, tenantID: String, userID: String, asked: Language?
  ) throws -> Language {
    try language(tx, "u.id = ?", userID, tenantID: tenantID, asked: asked)
  }

  /// For somebody who runs a tenant.
  static func adminLanguage(_ tx: any Transaction, tenantID: String, asked: Language?) throws -> Language {
    let tenant = try tx.first("SELECT email_language FROM tenants WHERE id = ?", tenantID) { try $0.optionalText(0) }
    return choose(locale: nil, tenant: tenant.flatMap { $0 }.flatMap(Language.init(tag:)), asked: asked)
  }

  private static func language(
    _ tx: any Transaction, _ condition: String, _ value: String, tenantID: String, asked: Language?
  ) throws -> Language {
    let found = try tx.first(
      """
      SELECT t.email_language, CASE WHEN u.is_locale_chosen = 1 THEN u.locale END
      FROM tenants t LEFT JOIN users u ON u.tenant_id = t.id AND \(condition)
      WHERE t.id = ?
      """, value, tenantID
    ) { (tenant: try $0.optionalText(0), locale: try $0.optionalText(1)) }
    return choose(locale: found?.locale, tenant: found?.tenant.flatMap(Language.init(tag:)), asked: asked)
  }
}
