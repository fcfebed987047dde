/// What a login sent to the provider, and must find again in what comes back.
struct AuthorizationRequest: Sendable {
  var client: GoogleClient
  /// Our own address, where the provider sends the browser.
  var callbackURL: String
  var proofKey: ProofKey
  /// In the id token (OpenID Connect Core 1.0, section 3.1.2.1).
  var nonce: String
}
