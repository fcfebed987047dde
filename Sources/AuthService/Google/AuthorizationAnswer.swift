/// What the provider's redirect brings back.
struct AuthorizationAnswer: Sendable {
  /// Nil when the login was refused.
  var code: String?
  var state: String
  /// Why there is no code.
  var error: String?
  /// Who answers, if the provider says so.
  var issuer: String?
}
