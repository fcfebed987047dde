import Contracts
import Crypto
import Foundation
import JWTKit
import Logging
import Runtime
import ServiceLifecycle

/// Verifies access JWTs here, without a call: against the auth service's public keys, each token once.
final class TokenVerifier: Sendable {
  /// How long the auth service has to name its keys.
  private static let questionLimit = Duration.seconds(5)

  private let clock: any WallClock
  private let verified: CredentialCache<AccessToken>
  private let keys: SigningKeySet

  init(auth: ServiceChannel, clock: any WallClock) {
    let verified = CredentialCache<AccessToken>(capacity: 20_000)
    self.clock = clock
    self.verified = verified
    self.keys = SigningKeySet(
      ask: { try await Self.askForKeys(auth) }, onWithdrawal: { verified.removeAll() })
  }

  /// - Throws: UNAUTHENTICATED `TOKEN_INVALID`, also for a token of another use, or `TOKEN_EXPIRED`.
  func verify(_ jwt: String, as use: AccessToken.Use) async throws -> AccessToken {
    let token: AccessToken
    if let known = verified.value(jwt) {
      token = known
    } else {
      let moment = verified.now
      token = try await check(jwt)
      verified.set(jwt, token, askedAt: moment)
    }
    guard token.use == use else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    }
    guard token.expiresAt > clock.now() else {
      throw ServiceError(.unauthenticated, "TOKEN_EXPIRED", "The access token has expired.")
    }
    return token
  }

  /// Takes over the key set; when a key is gone, so is what was verified with it.
  /// - Throws: what the auth service answers; what is known stays then.
  func refresh() async throws { try await keys.refresh() }

  /// Without the running call's deadline: others wait for the answer as well.
  private static func askForKeys(_ auth: ServiceChannel) async throws -> [String: EdDSA.PublicKey] {
    let response = try await auth.call(
      .listSigningKeys, caller: .gateway, deadline: ContinuousClock.now + questionLimit)
    let keys = try response.keys.map {
      ($0.keyID, try EdDSA.PublicKey(x: Base64URL.encode($0.publicKey), curve: .ed25519))
    }
    return Dictionary(keys, uniquingKeysWith: { first, _ in first })
  }

  private func check(_ jwt: String) async throws -> AccessToken {
    let invalid = ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    guard jwt.utf8.count <= 8192, let keyID = Self.keyID(jwt) else { throw invalid }
    guard let key = try await keys.key(keyID) else { throw invalid }
    do {
      let claims = try await JWTKeyCollection().add(eddsa: key).verify(jwt, as: AccessClaims.self)
      return try claims.token()
    } catch {
      throw invalid
    }
  }

  /// The `kid` of a token whose header names EdDSA; anything else (`alg: none` above all) is refused
  /// before any key is looked at.
  private static func keyID(_ jwt: String) -> String? {
    struct Header: Decodable {
      var alg: String
      var kid: String
    }
    let parts = jwt.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let data = Base64URL.decode(parts[0]),
      let header = try? JSONDecoder().decode(Header.self, from: data), header.alg == "EdDSA"
    else { return nil }
    return header.kid
  }
}

extension Caller {
  /// The gateway itself, asking the auth service.
  static let gateway = Caller(credential: .service)
}
