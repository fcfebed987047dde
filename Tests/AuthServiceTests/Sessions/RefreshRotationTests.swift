import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Refresh token rotation")
struct RefreshRotationTests {
  @Test("each refresh gives a new refresh token, and the session's end stays", arguments: Engine.available)
  func rotation(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      var tokens = [try await auth.register().message.refreshToken]
      for _ in 0..<4 {
        auth.clock.advance(by: .seconds(600))
        tokens.append(try await auth.refresh(try #require(tokens.last)).refreshToken)
      }
      #expect(Set(tokens).count == 5)
      auth.clock.advance(by: .seconds(30 * 24 * 3600))
      let newest = try #require(tokens.last)
      #expect(try await reason { try await auth.refresh(newest) } == "INVALID_REFRESH_TOKEN")
    }
  }

  @Test("a token whose successor nobody has used gives the very same successor again", arguments: Engine.available)
  func lostResponse(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      let first = try await auth.register().message.refreshToken
      let successor = try await auth.refresh(first).refreshToken
      auth.clock.advance(by: .seconds(90))
      #expect(try await auth.refresh(first).refreshToken == successor)
      #expect(try await reason { try await auth.refresh(successor) } == nil)
    }
  }

  @Test("tabs that refresh at once all go on with one successor", arguments: Engine.available)
  func tabs(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      let first = try await auth.register().message.refreshToken
      let successors = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<10 { group.addTask { try await auth.refresh(first).refreshToken } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(successors.count == 1)
      #expect(try await reason { try await auth.refresh(try #require(successors.first)) } == nil)
    }
  }

  @Test("a token whose successor was used ends the session, for thief and user alike", arguments: Engine.available)
  func reuse(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      let reply = try await auth.register().message
      let caller = try auth.caller(reply.accessToken)
      let second = try await auth.refresh(reply.refreshToken).refreshToken
      let third = try await auth.refresh(second).refreshToken
      let revocations = RevocationStore(database: auth.database)
      let before = try await revocations.latest()
      #expect(try await reason { try await auth.refresh(reply.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await !auth.isAlive(caller))
      for token in [third, second] {
        #expect(try await reason { try await auth.refresh(token) } == "INVALID_REFRESH_TOKEN")
      }
      let heard = try await revocations.after(before).map(\.revocation)
      #expect(heard.map(\.kind) == [.session])
      #expect(heard.map(\.subjectID) == [caller.sessionID])
      #expect(try await auth.auditActions(of: reply.user.id).count { $0 == "token.reuse_detected" } == 1)
    }
  }

  @Test("reuse in one session leaves the user's other sessions alone", arguments: Engine.available)
  func otherSessions(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      let stolen = try await auth.register().message.refreshToken
      let other = try await auth.login().message.refreshToken
      let second = try await auth.refresh(stolen).refreshToken
      _ = try await auth.refresh(second)
      #expect(try await reason { try await auth.refresh(stolen) } == "INVALID_REFRESH_TOKEN")
      #expect(try await reason { try await auth.refresh(other) } == nil)
    }
  }

  @Test("the setting can be turned on and off under a running session", arguments: Engine.available)
  func toggled(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await auth.register().message.refreshToken
      #expect(try await auth.refresh(first).refreshToken == first)
      try await setRotation(auth, true)
      let second = try await auth.refresh(first).refreshToken
      #expect(second != first)
      try await setRotation(auth, false)
      #expect(try await auth.refresh(second).refreshToken == second)
    }
  }

  @Test("a deactivated user's tokens are refused, and nothing is rotated", arguments: Engine.available)
  func deactivated(engine: Engine) async throws {
    try await withRotation(engine) { auth in
      let reply = try await auth.register().message
      _ = try await auth.database.write { tx in
        try tx.execute("UPDATE users SET is_active = 0 WHERE id = ?", reply.user.id)
      }
      #expect(try await reason { try await auth.refresh(reply.refreshToken) } == "INVALID_REFRESH_TOKEN")
    }
  }

  @Test(
    "what a family makes of a token",
    arguments: [
      (0, 0, false, RefreshFamily.Verdict.keep), (0, 0, true, .rotate), (3, 3, false, .keep), (3, 3, true, .rotate),
      (2, 3, true, .repeatNewest), (2, 3, false, .repeatNewest), (1, 3, true, .reused), (0, 3, true, .reused),
      (1, 3, false, .reused), (4, 3, true, .unknown), (0, 1, true, .repeatNewest),
    ] as [(Int64, Int64, Bool, RefreshFamily.Verdict)])
  func verdicts(presented: Int64, newest: Int64, rotates: Bool, verdict: RefreshFamily.Verdict) throws {
    let family = RefreshFamily(
      firstHash: SecretToken.hash("first"), generation: newest, issuedAt: .init(microseconds: 0))
    let token = try #require(RefreshToken("first", claims(jti: "s.\(presented)")))
    #expect(family.verdict(on: token, rotates: rotates) == verdict)
    if presented == 0 {
      let forged = try #require(RefreshToken("another", claims(jti: "s.0")))
      #expect(family.verdict(on: forged, rotates: rotates) == .unknown)
    }
  }

  @Test("a jti of another session, or without a number, is not a token of the session")
  func foreignIDs() {
    for jti in ["other.1", "s.", "s.-1", "s.x", "s1", ""] {
      #expect(RefreshToken("token", claims(jti: jti)) == nil, "\(jti)")
    }
    #expect(RefreshToken("token", claims(jti: nil))?.generation == 0)
  }

  private func claims(jti: String?) -> TokenClaims {
    TokenClaims(sub: "u", tid: "t", sid: "s", iat: 0, exp: 1, typ: .refresh, jti: jti)
  }

  private func withRotation(_ engine: Engine, _ body: (AuthWorld) async throws -> Void) async throws {
    try await withAuthWorld(engine) { auth in
      try await setRotation(auth, true)
      try await body(auth)
    }
  }

  private func setRotation(_ auth: AuthWorld, _ isOn: Bool) async throws {
    _ = try await auth.database.write { tx in
      try tx.execute("UPDATE tenants SET refresh_token_rotation = ? WHERE id = ?", isOn, Caller.defaultTenantID)
    }
  }
}
