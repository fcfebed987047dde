/// What a login through a provider must remember while the browser is away.
struct OAuthState: Codable, Sendable, Equatable {
  /// How long the person may take.
  static let lifetime = Duration.seconds(600)

  var tenantID: String
  var redirectURI: String
  /// Random; names the stored half of the login.
  var nonce: String
  /// Seconds since 1970.
  var expiresAt: Int64
  /// What the app gets back, to know the login as its own.
  var clientState: String?

  private enum CodingKeys: String, CodingKey {
    case tenantID = "tenant_id"
    case redirectURI = "redirect_uri"
    case nonce
    case expiresAt = "exp"
    case clientState = "client_state"
  }
}
