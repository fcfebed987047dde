import Contracts
import Crypto
import Foundation
import JWTKit
import Logging
import Runtime
import ServiceLifecycle
import Synchronization

/// Verifies access JWTs here, without a call: against the auth service's public keys, each token once.
final class TokenVerifier: Sendable {
  private let auth: ServiceChannel
  private let clock: any WallClock
  private let verified = CredentialCache<AccessToken>(capacity: 20_000)
  private let keys = KeySet()

  init(auth: ServiceChannel, clock: any WallClock) {
    self.auth = auth
    self.clock = clock
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
  func refresh() async throws {
    let response: AuthV1.ListSigningKeysResponse = try await auth.call(
      AuthV1.AccessService.Method.ListSigningKeys.descriptor, AuthV1.ListSigningKeysRequest(), caller: .gateway)
    let gone = await keys.replace(
      try response.keys.map { ($0.keyID, try EdDSA.PublicKey(x: $0.publicKey.base64URL, curve: .ed25519)) })
    if gone { verified.removeAll() }
  }

  private func check(_ jwt: String) async throws -> AccessToken {
    let invalid = ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    guard jwt.utf8.count <= 8192, let keyID = Self.keyID(jwt) else { throw invalid }
    let key = try await publicKey(keyID)
    do {
      let claims = try await JWTKeyCollection().add(eddsa: key).verify(jwt, as: AccessClaims.self)
      return try claims.token()
    } catch {
      throw invalid
    }
  }

  private func publicKey(_ keyID: String) async throws -> EdDSA.PublicKey {
    if let key = await keys.key(keyID) { return key }
    guard await keys.mayRefresh() else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    }
    try await refresh()
    guard let key = await keys.key(keyID) else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    }
    return key
  }

  /// The `kid` of a token whose header names EdDSA; anything else (`alg: none` above all) is refused
  /// before any key is looked at.
  private static func keyID(_ jwt: String) -> String? {
    struct Header: Decodable {
      var alg: String
      var kid: String
    }
    let parts = jwt.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let data = Data(base64URL: parts[0]),
      let header = try? JSONDecoder().decode(Header.self, from: data), header.alg == "EdDSA"
    else { return nil }
    return header.kid
  }
}

/// Looks every minute whether a signing key was withdrawn (`quartet admin signing-keys rotate --forget-old`).
struct SigningKeyWatch: Service {
  let verifier: TokenVerifier
  let logger: Logger

  private static let interval = Duration.seconds(60)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: Self.interval)
        do {
          try await verifier.refresh()
        } catch {
          logger.warning("the signing keys could not be looked at; trying again", metadata: ["error": "\(error)"])
        }
      }
    }
  }
}

/// The auth service's public keys; asked for again on an unknown key id, at most once a second.
private actor KeySet {
  private var keys: [String: EdDSA.PublicKey] = [:]
  private var refreshed: ContinuousClock.Instant?

  func key(_ id: String) -> EdDSA.PublicKey? { keys[id] }

  func mayRefresh() -> Bool {
    if let refreshed, refreshed.duration(to: .now) < .seconds(1) { return false }
    refreshed = .now
    return true
  }

  /// - Returns: whether a key that was known is gone.
  func replace(_ new: [(String, EdDSA.PublicKey)]) -> Bool {
    let old = keys
    keys = Dictionary(new, uniquingKeysWith: { first, _ in first })
    return !old.keys.allSatisfy { keys[$0] != nil }
  }
}

extension Caller {
  /// The gateway itself, asking the auth service.
  static let gateway = Caller(credential: .service)
}

extension Data {
  /// Base64url without padding (RFC 4648 section 5).
  var base64URL: String {
    base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  init?(base64URL text: some StringProtocol) {
    let padded = String(text).replacing("-", with: "+").replacing("_", with: "/")
    self.init(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
  }
}
