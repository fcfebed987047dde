import Crypto
import Foundation
import JWTKit
import Outbound
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import AuthService

/// What is believed of an id token, with keys published by a real HTTP server.
@Suite("Id tokens")
struct IDTokenTests {
  static let now = TestClock().now()

  /// A claim set that passes.
  private static func token(
    iss: String = "https://issuer.example.com", aud: [String] = ["client"], azp: String? = nil, exp: Double = 60,
    nonce: String? = "nonce", sub: String = "subject"
  ) -> IDToken {
    IDToken(
      iss: iss, sub: sub, aud: .init(aud), azp: azp, exp: Double(now.microseconds) / 1_000_000 + exp, nonce: nonce,
      profile: ProviderProfile(email: "ana@example.com", isEmailVerified: true))
  }

  @Test("the claims of the specification's section 3.1.3.7 are checked")
  func claims() throws {
    func check(_ token: IDToken) throws {
      try token.check(issuer: "https://issuer.example.com", clientID: "client", nonce: "nonce", at: Self.now)
    }
    try check(Self.token())
    try check(Self.token(aud: ["client", "other"], azp: "client"))
    try check(Self.token(exp: -59))
    let bad = [
      Self.token(iss: "https://issuer.example.com.evil.com"), Self.token(iss: "issuer.example.com"),
      Self.token(aud: ["other"]), Self.token(aud: []), Self.token(aud: ["client", "other"]),
      Self.token(azp: "other"), Self.token(exp: -60), Self.token(nonce: nil), Self.token(nonce: "other"),
      Self.token(sub: ""), Self.token(sub: String(repeating: "s", count: 256)),
    ]
    for token in bad { #expect(throws: OAuthFailure.self, "\(token)") { try check(token) } }
  }

  @Test("Google may name itself without the scheme, and nobody else may")
  func googleIssuer() {
    #expect(IDToken.matches("accounts.google.com", "https://accounts.google.com"))
    #expect(IDToken.matches("https://accounts.google.com", "https://accounts.google.com"))
    #expect(!IDToken.matches("accounts.google.com", "https://issuer.example.com"))
  }

  @Test("a signature counts only by a published key, whatever the header says")
  func signatures() async throws {
    let key = ES256PrivateKey()
    let stranger = ES256PrivateKey()
    let signer = await JWTKeyCollection().add(ecdsa: key, kid: "k1")
    let forger = await JWTKeyCollection().add(ecdsa: stranger, kid: "k1").add(ecdsa: stranger, kid: "k2")
      .add(hmac: HMACKey(from: key.publicKey.pemRepresentation), digestAlgorithm: .sha256, kid: "hmac")
    let valid = try await signer.sign(Self.token(), kid: "k1")
    let claims = String(valid.split(separator: ".")[1])
    let bad = [
      try await forger.sign(Self.token(), kid: "k1"), try await forger.sign(Self.token(), kid: "k2"),
      try await forger.sign(Self.token(), kid: "hmac"), "\(Self.header(#"{"alg":"none"}"#)).\(claims).",
      "\(Self.header(#"{"alg":"none","kid":"k1"}"#)).\(claims).", String(valid.dropLast(2)), "", "a.b.c", claims,
      String(repeating: "a", count: 20_000),
    ]
    let handler: TestServer.Handler = { _, _ in .init(try Self.keySet(key, kid: "k1")) }
    try await TestServer.with(handler) { url in
      let keys = ProviderKeys(http: OutboundHTTP())
      let read = try await keys.verified(valid, keysAt: url, at: Self.now)
      #expect(read == Self.token())
      for token in bad {
        await #expect(throws: OAuthFailure.self, "\(token.prefix(60))") {
          try await keys.verified(token, keysAt: url, at: Self.now)
        }
      }
    }
  }

  @Test("keys are kept for an hour, and asked for again when a new one appears")
  func rotation() async throws {
    let old = ES256PrivateKey()
    let new = ES256PrivateKey()
    let signer = await JWTKeyCollection().add(ecdsa: old, kid: "old").add(ecdsa: new, kid: "new")
    let fetches = Counter()
    let handler: TestServer.Handler = { _, _ in
      .init(try fetches.increment() == 1 ? Self.keySet(old, kid: "old") : Self.keySet(new, kid: "new"))
    }
    try await TestServer.with(handler) { url in
      let keys = ProviderKeys(http: OutboundHTTP())
      let byOld = try await signer.sign(Self.token(), kid: "old")
      let byNew = try await signer.sign(Self.token(), kid: "new")
      for _ in 0..<3 { _ = try await keys.verified(byOld, keysAt: url, at: Self.now) }
      // A flood of made-up key ids doesn't become a flood of requests.
      for _ in 0..<3 {
        await #expect(throws: OAuthFailure.self) { try await keys.verified(byNew, keysAt: url, at: Self.now) }
      }
      #expect(fetches.value == 1)
      _ = try await keys.verified(byNew, keysAt: url, at: Self.now.adding(.seconds(31)))
      #expect(fetches.value == 2)
      _ = try await keys.verified(byNew, keysAt: url, at: Self.now.adding(.seconds(3632)))
      #expect(fetches.value == 3)
    }
  }

  @Test("a key without an id, and keys of unknown kinds, do no harm")
  func keyWithoutID() async throws {
    let key = ES256PrivateKey()
    let signer = await JWTKeyCollection().add(ecdsa: key)
    let token = try await signer.sign(Self.token())
    let unknown = #"{"kty":"oct","k":"AA"},{"kty":"new","kid":"n"},17"#
    let handler: TestServer.Handler = { _, _ in
      .init(try Self.keySet(key, kid: nil).replacing("[", with: "[\(unknown),"))
    }
    try await TestServer.with(handler) { url in
      let keys = ProviderKeys(http: OutboundHTTP())
      let verified = try await keys.verified(token, keysAt: url, at: Self.now)
      #expect(verified.sub == "subject")
    }
  }

  @Test(
    "without a key set nobody gets in",
    arguments: [
      ("{}", 200), (#"{"keys":[]}"#, 200), ("<html>", 200), (#"{"keys":[]}"#, 500),
      (String(repeating: " ", count: 2 << 20), 200),
    ])
  func noKeys(body: String, status: Int) async throws {
    let handler: TestServer.Handler = { _, _ in .init(body, status: status) }
    try await TestServer.with(handler) { url in
      let token = "\(Self.header(#"{"alg":"ES256","kid":"k"}"#)).e30.AA"
      await #expect(throws: OAuthFailure.self) {
        try await ProviderKeys(http: OutboundHTTP()).verified(token, keysAt: url, at: Self.now)
      }
    }
  }

  private static func header(_ json: String) -> String { Base64URL.encode(json.utf8) }

  private static func keySet(_ key: ES256PrivateKey, kid: String?) throws -> String {
    let point = try #require(key.publicKey.parameters)
    func field(_ text: String) -> String {
      text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    let id = kid.map { #""kid":"\#($0)","# } ?? ""
    return """
      {"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig",\(id)"x":"\(field(point.x))","y":"\(field(point.y))"}]}
      """
  }
}

/// Counts calls.
final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  @discardableResult
  func increment() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
