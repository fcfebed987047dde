import Storage

/// A checked request for an API key.
struct NewAPIKey: Sendable, Equatable {
  static let maximumOrigins = 100

  var name: String
  var isSecret: Bool
  var allowedOrigins: [String]
  var scopes: [String]
  var expiresAt: Timestamp?

  /// What is stored of a key with this text.
  func record(_ text: APIKeyText, id: String, tenantID: String, createdBy: String?, at now: Timestamp) -> APIKeyRecord {
    APIKeyRecord(
      id: id, tenantID: tenantID, name: name, isSecret: isSecret, hint: text.hint, allowedOrigins: allowedOrigins,
      scopes: scopes, createdBy: createdBy, createdAt: now, lastUsedAt: nil, expiresAt: expiresAt, revokedAt: nil,
      replacedBy: nil)
  }
}
