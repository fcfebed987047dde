/// Something that a dashboard admin did here, as the audit log tells it. Never a secret.
struct AuditEntry: Codable, Sendable, Equatable {
  /// "stripe_settings.updated", …
  var action: String
  var targetType: String
  var targetID: String
  var adminID: String
  var details: [String: String] = [:]
}
