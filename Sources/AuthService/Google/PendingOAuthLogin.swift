import Storage

/// The half of a login through a provider that stays here while the browser is away.
struct PendingOAuthLogin: Sendable, Equatable {
  var tenantID: String
  /// SHA-256 of the state's nonce.
  var stateHash: [UInt8]
  /// The PKCE verifier, sealed.
  var sealedVerifier: [UInt8]
  /// What the id token must repeat.
  var nonce: String
  var createdAt: Timestamp
  var expiresAt: Timestamp
}
