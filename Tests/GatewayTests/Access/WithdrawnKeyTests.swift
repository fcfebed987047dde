import Runtime
import TestSupport
import Testing

@testable import Gateway

@Suite("A signing key that is withdrawn")
struct WithdrawnKeyTests {
  @Test("takes the tokens with it that were verified before; another key's stay good")
  func withdrawn() async throws {
    let auth = FakeKeys()
    let services = InProcessServices()
    services.host(auth.module)
    let clock = TestClock()
    let verifier = TokenVerifier(auth: .inProcess(services), clock: clock)
    let stolen = try await auth.token("stolen", at: clock.now())
    let kept = try await auth.token("kept", at: clock.now())
    let seen = try await verifier.verify(stolen, as: .access)
    #expect(seen.userID == "user-1")
    _ = try await verifier.verify(kept, as: .access)
    try await verifier.refresh()
    _ = try await verifier.verify(stolen, as: .access)
    auth.withdraw("stolen")
    try await verifier.refresh()
    _ = try await refusal { try await verifier.verify(stolen, as: .access) }
    let still = try await verifier.verify(kept, as: .access)
    #expect(still.sessionID == "session-1")
  }
}
