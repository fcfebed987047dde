import Contracts
import Foundation
import Runtime
import TestSupport
import Testing

@Suite("Signing keys")
struct SigningKeyTests {
  /// What a gateway asks when it meets a key it does not know; the service looks for new keys then.
  private static func known(_ world: AuthWorld) async throws -> [String] {
    let response = try await world.call(.listSigningKeys, as: .gateway)
    return response.keys.map(\.keyID)
  }

  private static func published(_ world: AuthWorld) async throws -> [AuthV1.JsonWebKey] {
    let set = try await world.call(.getJsonWebKeySet, as: Caller())
    return set.keys
  }

  /// The `kid` in a JWT's header.
  private static func keyID(_ token: String) throws -> String? {
    struct Header: Decodable { var kid: String }
    var text = String(try #require(token.split(separator: ".").first))
      .replacing("-", with: "+").replacing("_", with: "/")
    text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return try JSONDecoder().decode(Header.self, from: #require(Data(base64Encoded: text))).kid
  }

  @Test(
    "take turns: the new one signs, the old one is honoured while its tokens may be valid", arguments: Engine.available)
  func rotation(engine: Engine) async throws {
    try await withAuthWorld(engine) { world in
      let before = try await world.register().message
      let old = try await Self.known(world)
      #expect(old.count == 1)
      let firstKey = try Self.keyID(before.accessToken)
      #expect(firstKey == old.first)
      world.clock.advance(by: .seconds(60))
      try await world.administration.rotateSigningKey()
      let both = try await Self.known(world)
      #expect(both.count == 2 && both.last == old.first)
      let webKeys = try await Self.published(world)
      #expect(webKeys.map(\.kid) == both)
      #expect(webKeys.allSatisfy { $0.kty == "OKP" && $0.crv == "Ed25519" && $0.alg == "EdDSA" && $0.use == "sig" })
      let after = try await world.login().message
      let secondKey = try Self.keyID(after.accessToken)
      #expect(secondKey == both.first)
      let refreshed = try await world.refresh(before.refreshToken)
      #expect(!refreshed.accessToken.isEmpty)

      world.clock.advance(by: .seconds(32 * 24 * 3600))
      try await world.administration.rotateSigningKey()
      let kept = try await Self.known(world)
      #expect(kept.count == 2 && !kept.contains(old[0]))
    }
  }

  @Test("that were stolen are forgotten at once, and their tokens with them", arguments: Engine.available)
  func stolen(engine: Engine) async throws {
    try await withAuthWorld(engine) { world in
      let before = try await world.register().message
      world.clock.advance(by: .seconds(60))
      try await world.administration.rotateSigningKey(forgettingOld: true)
      let kept = try await Self.known(world)
      #expect(kept.count == 1)
      let refused = try await reason { try await world.refresh(before.refreshToken) }
      #expect(refused == "INVALID_REFRESH_TOKEN")
      let after = try await world.login().message
      let newKey = try Self.keyID(after.accessToken)
      #expect(newKey == kept.first)
    }
  }
}
