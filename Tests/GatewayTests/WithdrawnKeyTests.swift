import Contracts
import Foundation
import GRPCCore
import JWTKit
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite("A signing key that is withdrawn")
struct WithdrawnKeyTests {
  private struct Claims: JWTPayload {
    var iss = "quartet"
    var sub = "user-1"
    var tid = "tenant-1"
    var sid = "session-1"
    var typ = "access"
    var iat: Int
    var exp: Int
    func verify(using algorithm: some JWTAlgorithm) {}
  }

  @Test("takes the tokens with it that were verified before; another key's stay good")
  func withdrawn() async throws {
    let auth = FakeKeys()
    let services = InProcessServices()
    services.host(ServiceModule(name: "auth", services: [auth]))
    let clock = TestClock()
    let verifier = TokenVerifier(auth: .inProcess(services), clock: clock)
    let stolen = try await token("stolen", auth, clock)
    let kept = try await token("kept", auth, clock)
    let seen = try await verifier.verify(stolen, as: .access)
    #expect(seen.userID == "user-1")
    _ = try await verifier.verify(kept, as: .access)
    try await verifier.refresh()
    _ = try await verifier.verify(stolen, as: .access)
    auth.withdraw("stolen")
    try await verifier.refresh()
    await #expect(throws: ServiceError.self) { try await verifier.verify(stolen, as: .access) }
    let still = try await verifier.verify(kept, as: .access)
    #expect(still.sessionID == "session-1")
  }

  private func token(_ id: String, _ auth: FakeKeys, _ clock: TestClock) async throws -> String {
    let key = try EdDSA.PrivateKey(curve: .ed25519)
    auth.publish(id, key.publicKey.rawRepresentation)
    let now = Int(clock.now().microseconds / 1_000_000)
    return try await JWTKeyCollection().add(eddsa: key, kid: JWKIdentifier(string: id))
      .sign(Claims(iat: now, exp: now + 3600), kid: JWKIdentifier(string: id))
  }
}
