import Runtime
import Storage

/// E-mails on their way out, and the languages that they are written in.
extension TenantTransaction {
  /// Leaves a message in the outbox.
  /// - Parameter aggregate: messages of one aggregate leave one after the other: usually the user's id.
  func enqueue(_ mail: QueuedEmail, aggregate: String, at now: Timestamp) throws {
    try Outbox.enqueue(
      tx, id: mail.id, tenantID: id, topic: OutgoingEmail.topic, aggregate: aggregate, payload: mail.payload, at: now)
  }

  /// For whoever has an address, known or not.
  /// - Parameter email: normalised.
  func mailLanguage(ofAddress email: String, asked: Language?) throws -> Language {
    try mailLanguage("u.email_normalized = ?", email, asked: asked)
  }

  /// For a user.
  func mailLanguage(ofUser userID: String, asked: Language?) throws -> Language {
    try mailLanguage("u.id = ?", userID, asked: asked)
  }

  /// For somebody who runs the tenant.
  func mailLanguageOfTeam(asked: Language?) throws -> Language {
    let tenant = try tx.first("SELECT email_language FROM tenants WHERE id = ?", id) { try $0.optionalText(0) }
    return MailLanguages.choose(
      locale: nil, tenant: tenant.flatMap { $0 }.flatMap(Language.init(tag:)), asked: asked)
  }

  private func mailLanguage(_ condition: String, _ value: String, asked: Language?) throws -> Language {
    let found = try tx.first(
      """
      SELECT t.email_language, CASE WHEN u.is_locale_chosen = 1 THEN u.locale END
      FROM tenants t LEFT JOIN users u ON u.tenant_id = t.id AND \(condition)
      WHERE t.id = ?
      """, value, id
    ) { (tenant: try $0.optionalText(0), locale: try $0.optionalText(1)) }
    return MailLanguages.choose(
      locale: found?.locale, tenant: found?.tenant.flatMap(Language.init(tag:)), asked: asked)
  }
}
