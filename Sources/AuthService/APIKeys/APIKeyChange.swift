import Runtime

/// What changes about an API key; nil stays.
struct APIKeyChange: Sendable, Equatable {
  var name: String?
  var allowedOrigins: [String]?
  var scopes: [String]?

  /// The key with the changes made.
  /// - Throws: INVALID_ARGUMENT with every bad origin.
  func applied(to key: APIKeyRecord) throws -> APIKeyRecord {
    var key = key
    if let name { key.name = name }
    if let scopes { key.scopes = scopes }
    if let allowedOrigins {
      var violations = Violations()
      key.allowedOrigins = violations.origins(allowedOrigins, "allowed_origins", isSecret: key.isSecret)
      try violations.throwIfAny()
    }
    return key
  }
}
