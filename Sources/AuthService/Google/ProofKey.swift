import Runtime

/// A PKCE verifier and its challenge (RFC 7636), which bind an authorization code to the login that asked
/// for it.
struct ProofKey: Sendable, Equatable {
  /// 43 random characters that never leave the server before the code comes back.
  let verifier: String

  init() { self.init(verifier: SecretToken.random()) }

  init(verifier: String) { self.verifier = verifier }

  /// By the method S256.
  var challenge: String { Base64URL.encode(SecretToken.hash(verifier)) }
}
