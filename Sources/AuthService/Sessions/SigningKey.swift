import Crypto
import Storage

/// An Ed25519 key pair that signs JWTs (RFC 8037).
struct SigningKey: Sendable {
  /// The `kid` in a JWT's header.
  let id: String
  let privateKey: Curve25519.Signing.PrivateKey
  let createdAt: Timestamp
  /// From when on it signs, until a newer one does.
  let signsFrom: Timestamp

  /// Generates a key.
  init(id: String, createdAt: Timestamp, signsFrom: Timestamp) {
    self.init(id: id, privateKey: Curve25519.Signing.PrivateKey(), createdAt: createdAt, signsFrom: signsFrom)
  }

  init(id: String, privateKey: Curve25519.Signing.PrivateKey, createdAt: Timestamp, signsFrom: Timestamp) {
    self.id = id
    self.privateKey = privateKey
    self.createdAt = createdAt
    self.signsFrom = signsFrom
  }
}
