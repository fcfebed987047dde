import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Logout")
struct LogoutTests {
  @Test("a logout ends this session and no other", arguments: Engine.available)
  func logout(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.register()
      let this = try await auth.login()
      let caller = try auth.caller(this.message.accessToken)
      let reply = try await auth.logout(as: caller)
      #expect(reply.message.message == "Successfully logged out")
      #expect(try await !auth.isAlive(caller))
      #expect(try await reason { try await auth.refresh(this.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      let cookie = try #require(this.sessionToken)
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.refresh(other.message.refreshToken) } == nil)
    }
  }

  @Test("the cookie goes under both of its names")
  func cookies() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      #expect(
        try await auth.logout(as: caller).cookies == [
          "quartet_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
          "sb-access-token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
        ])
    }
  }

  @Test("gateways hear of it", arguments: Engine.available)
  func revocation(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try auth.caller(try await auth.register().message.accessToken)
      let revocations = RevocationStore(database: auth.database)
      let before = try await revocations.latest()
      _ = try await auth.logout(as: caller)
      let heard = try await revocations.after(before).map(\.revocation)
      #expect(heard.map(\.kind) == [.session])
      #expect(heard.map(\.subjectID) == [caller.sessionID])
    }
  }

  @Test("logging out twice is answered the same and noted once", arguments: Engine.available)
  func twice(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      let caller = try auth.caller(reply.message.accessToken)
      let answers = [try await auth.logout(as: caller).message, try await auth.logout(as: caller).message]
      #expect(answers[0] == answers[1])
      #expect(try await auth.auditActions(of: reply.message.user.id) == ["user.register", "user.login", "user.logout"])
    }
  }

  @Test("a call without a session is refused")
  func nobody() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let user = try await auth.register().message.user.id
      #expect(try await reason { try await auth.logout(as: .application()) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.logout(as: .user(user)) } == "UNAUTHENTICATED")
    }
  }
}
