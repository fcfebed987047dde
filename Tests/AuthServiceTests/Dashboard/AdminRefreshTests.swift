import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard refresh")
struct AdminRefreshTests {
  @Test("each refresh gives new tokens and the old refresh token ends", arguments: Engine.available)
  func rotation(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let first = try await auth.loginAdmin().message
      auth.clock.advance(by: .seconds(10))
      let second = try await auth.refreshAdmin(first.refreshToken)
      #expect(second.refreshToken != first.refreshToken)
      #expect(second.accessToken != first.accessToken)
      #expect(second.admin == first.admin)
      let third = try await auth.refreshAdmin(second.refreshToken)
      #expect(third.refreshToken != second.refreshToken)
      let caller = try auth.dashboardCaller(third.accessToken)
      #expect(try await reason { try await auth.me(as: caller) } == nil)
    }
  }

  @Test("a lost answer is given again until the new token is used", arguments: Engine.available)
  func lostAnswer(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let first = try await auth.loginAdmin().message.refreshToken
      let lost = try await auth.refreshAdmin(first).refreshToken
      auth.clock.advance(by: .seconds(60))
      #expect(try await auth.refreshAdmin(first).refreshToken == lost)
      #expect(try await reason { try await auth.refreshAdmin(lost) } == nil)
    }
  }

  @Test("a copied refresh token ends the session everywhere", arguments: Engine.available)
  func reuse(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let login = try await auth.loginAdmin().message
      let caller = try auth.dashboardCaller(login.accessToken)
      let second = try await auth.refreshAdmin(login.refreshToken).refreshToken
      let third = try await auth.refreshAdmin(second).refreshToken
      #expect(try await reason { try await auth.refreshAdmin(login.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await reason { try await auth.refreshAdmin(third) } == "INVALID_REFRESH_TOKEN")
      #expect(try await !auth.isAlive(caller))
      #expect(try await auth.auditActions(of: caller.adminID).last == "token.reuse_detected")
    }
  }

  @Test("of many refreshes at once with one token all get the same new one", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let token = try await auth.loginAdmin().message.refreshToken
      let tokens = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 { group.addTask { try await auth.refreshAdmin(token).refreshToken } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(tokens.count == 1)
    }
  }

  @Test("no refresh outlives the session", arguments: Engine.available)
  func expiry(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      var token = try await auth.loginAdmin().message.refreshToken
      auth.clock.advance(by: LoginSession.dashboardLifetime - .seconds(60))
      let late = try await auth.refreshAdmin(token)
      token = late.refreshToken
      auth.clock.advance(by: .seconds(60))
      let (expired, access) = (token, late.accessToken)
      #expect(try await reason { try await auth.refreshAdmin(expired) } == "INVALID_REFRESH_TOKEN")
      let caller = try auth.dashboardCaller(access)
      #expect(try await reason { try await auth.me(as: caller) } == "UNAUTHENTICATED")
    }
  }

  @Test("refresh tokens of users and admins don't stand for each other", arguments: Engine.available)
  func crossed(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let admin = try await auth.loginAdmin().message
      let user = try await auth.register().message
      #expect(try await reason { try await auth.refresh(admin.refreshToken) } == "INVALID_REFRESH_TOKEN")
      for token in [user.refreshToken, admin.accessToken, user.accessToken, "x", String(repeating: "x", count: 9000)] {
        #expect(try await reason { try await auth.refreshAdmin(token) } == "INVALID_REFRESH_TOKEN")
      }
      let missing = try await refusal { try await auth.refreshAdmin("") }.violations
      #expect(missing.map(\.field) == ["refresh_token"])
    }
  }

  @Test("sweeping deletes sessions that have expired", arguments: Engine.available)
  func sweep(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      auth.clock.advance(by: LoginSession.dashboardLifetime + .seconds(1))
      _ = try await auth.loginAdmin()
      try await auth.sweeper.sweep()
      let left = try await auth.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM admin_sessions") { try $0.int(0) }
      }
      #expect(left == 1)
    }
  }
}
