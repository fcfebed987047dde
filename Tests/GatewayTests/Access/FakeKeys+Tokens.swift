import Foundation
import JWTKit
import Storage

extension FakeKeys {
  private struct Claims: JWTPayload {
    var iss = "quartet"
    var sub: String
    var tid = "tenant-1"
    var sid = "session-1"
    var typ = "access"
    var iat: Int
    var exp: Int
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  /// An access token that is good for an hour, signed with a key of its own that is published.
  func token(_ keyID: String, at now: Timestamp) async throws -> String {
    try await tokens(1, keyID, at: now)[0]
  }

  /// Access tokens of users `user-1` and on, all signed with one key.
  func tokens(_ count: Int, _ keyID: String, at now: Timestamp, isPublished: Bool = true) async throws -> [String] {
    let key = try EdDSA.PrivateKey(curve: .ed25519)
    if isPublished { publish(keyID, key.publicKey.rawRepresentation) }
    let seconds = Int(now.microseconds / 1_000_000)
    let id = JWKIdentifier(string: keyID)
    let signer = await JWTKeyCollection().add(eddsa: key, kid: id)
    var tokens: [String] = []
    for number in 1...count {
      let claims = Claims(sub: "user-\(number)", iat: seconds, exp: seconds + 3600)
      tokens.append(try await signer.sign(claims, kid: id))
    }
    return tokens
  }
}
