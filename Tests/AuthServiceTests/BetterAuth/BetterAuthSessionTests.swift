import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Better Auth's sessions")
struct BetterAuthSessionTests {
  @Test("a session is found by token and id, and its token is a session cookie", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let made = try await store.createSession(of: user, until: auth.inAnHour) {
        $0.id = "s-1"
        $0.ipAddress = "192.0.2.9"
        $0.userAgent = "Firefox"
      }
      #expect(made.token == "token-of-the-user")
      #expect(made.ipAddress == "192.0.2.9")
      #expect(made.createdAt == auth.clock.now().asProto)
      #expect(try await store.session(token: "token-of-the-user") == made)
      #expect(try await store.session(id: "s-1") == made)
      let resolved = try await auth.resolve(cookie: "token-of-the-user")
      #expect(resolved.userID == user)
      #expect(resolved.id == "s-1")
    }
  }

  @Test("a session from a login is found by its cookie; its token is shown to nobody else", arguments: Engine.available)
  func login(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      let cookie = try #require(reply.sessionToken)
      let found = try await auth.store().session(token: cookie)
      #expect(found.userID == reply.message.user.id)
      #expect(found.token == cookie)
      #expect(try await !auth.store().session(id: found.id).hasToken)
    }
  }

  @Test("without a token or an id, random ones are made")
  func random() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let made = try await store.createSession(of: user, token: nil, until: auth.inAnHour)
      #expect(made.token.utf8.count == 43)
      #expect(isUUID(made.id))
      #expect(try await store.session(token: made.token) == made)
    }
  }

  @Test("the database holds no token that could be presented", arguments: Engine.available)
  func sealed(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.store().createUser().id
      let session = try await auth.store().createSession(of: user, token: "very-secret-token", until: auth.inAnHour)
      let rows = try await auth.column("SELECT token_hash, token_sealed FROM sessions WHERE id = ?", session.id) {
        (hash: try $0.blob(0), sealed: try $0.blob(1))
      }
      let row = try #require(rows.first)
      #expect(row.hash == SecretToken.hash("very-secret-token"))
      #expect(!String(decoding: row.sealed, as: UTF8.self).contains("secret"))
    }
  }

  @Test("who does not exist, or is deactivated, gets no session", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let end = auth.inAnHour
      #expect(try await reason { try await store.createSession(of: "ghost", until: end) } == "USER_NOT_FOUND")
      let user = try await store.createUser().id
      try await auth.administration.deactivateUser(userID: user)
      #expect(try await reason { try await store.createSession(of: user, until: end) } == "ACCOUNT_DEACTIVATED")
    }
  }

  @Test("an id and a token are taken once", arguments: Engine.available)
  func taken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let end = auth.inAnHour
      let made = try await store.createSession(of: user, token: "first", until: end)
      let sameToken = try await reason { try await store.createSession(of: user, token: "first", until: end) }
      #expect(sameToken == "SESSION_EXISTS")
      let sameID = try await reason {
        try await store.createSession(of: user, token: "second", until: end) { $0.id = made.id }
      }
      #expect(sameID == "SESSION_EXISTS")
      #expect(try await store.session(token: "first") == made)
    }
  }

  @Test("a session can be prolonged, and the token comes back with it", arguments: Engine.available)
  func prolong(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      var session = try await store.createSession(of: user, until: auth.inAnHour)
      _ = try await store.session(token: session.token)
      auth.clock.advance(by: .seconds(1800))
      let end = auth.inAnHour.asProto
      let prolonged = try await store.updateSession(session.id) { $0.expiresAt = end }
      session.expiresAt = end
      session.updatedAt = auth.clock.now().asProto
      #expect(prolonged == session)
      #expect(try await store.session(token: session.token) == session)
      auth.clock.advance(by: .seconds(2400))
      #expect(try await store.session(token: session.token) == session)
    }
  }

  @Test("a session that is shortened, or ended by its end, is so at the gateways", arguments: Engine.available)
  func shorten(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let session = try await store.createSession(of: user, until: auth.inAnHour)
      let revocations = RevocationStore(database: auth.database)
      let before = try await revocations.latest()
      let soon = auth.clock.now().adding(.seconds(60))
      try await store.updateSession(session.id) { $0.expiresAt = soon.asProto }
      #expect(try await auth.resolve(cookie: session.token).expiresAt == soon.asProto)
      try await store.updateSession(session.id) { $0.expiresAt = auth.clock.now().asProto }
      let heard = try await revocations.after(before).map(\.revocation)
      #expect(heard.map(\.kind) == [.sessionChanged, .session])
      #expect(heard.allSatisfy { $0.subjectID == session.id })
      #expect(try await reason { try await store.session(id: session.id) } == "SESSION_UNKNOWN")
      let late = try await reason { try await store.updateSession(session.id) { $0.ipAddress = "::1" } }
      #expect(late == "SESSION_UNKNOWN")
    }
  }

  @Test("a deleted session is valid nowhere, and can't be deleted again", arguments: Engine.available)
  func delete(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let session = try await store.createSession(of: user, token: "one", until: auth.inAnHour)
      try await store.createSession(of: user, token: "two", until: auth.inAnHour)
      try await store.deleteSession(session.id)
      #expect(try await reason { try await store.session(token: "one") } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.resolve(cookie: "one") } == "SESSION_UNKNOWN")
      #expect(try await reason { try await store.deleteSession(session.id) } == "SESSION_UNKNOWN")
      #expect(try await auth.resolve(cookie: "two").userID == user)
    }
  }

  @Test("logging out everywhere ends every session of the user and of nobody else", arguments: Engine.available)
  func deleteAll(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let reply = try await auth.register()
      let user = reply.message.user.id
      let other = try await store.createUser("other@example.com").id
      try await store.createSession(of: user, token: "one", until: auth.inAnHour)
      try await store.createSession(of: other, token: "others", until: auth.inAnHour)
      try await store.deleteSessions(ofUser: user)
      #expect(try await reason { try await auth.resolve(cookie: "one") } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.refresh(reply.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await auth.resolve(cookie: "others").userID == other)
      #expect(try await reason { try await store.deleteSessions(ofUser: user) } == nil)
      #expect(try await reason { try await store.deleteSessions(ofUser: "ghost") } == nil)
    }
  }

  @Test("an expired session is found by nobody", arguments: Engine.available)
  func expired(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let user = try await store.createUser().id
      let session = try await store.createSession(of: user, until: auth.clock.now().adding(.seconds(2)))
      #expect(try await store.session(token: session.token) == session)
      auth.clock.advance(by: .seconds(2))
      #expect(try await reason { try await store.session(token: session.token) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await store.session(id: session.id) } == "SESSION_UNKNOWN")
    }
  }

  @Test("bad fields are reported together")
  func violations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let store = auth.store()
      let found = try await refusal {
        try await store.createSession(of: "", token: "with blank", until: Timestamp(microseconds: -5)) {
          $0.id = "é"
          $0.ipAddress = String(repeating: "1", count: 65)
          $0.userAgent = "a\0b"
        }
      }.violations
      #expect(found.map(\.field) == ["id", "user_id", "token", "expires_at", "ip_address", "user_agent"])
    }
  }

  @Test("sessions of another tenant are neither found, changed nor ended", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let store = auth.store()
      let stranger = auth.store(other)
      let user = try await store.createUser().id
      let session = try await store.createSession(of: user, until: auth.inAnHour)
      let end = auth.inAnHour
      #expect(try await reason { try await stranger.session(token: session.token) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await stranger.session(id: session.id) } == "SESSION_UNKNOWN")
      let change = try await reason { try await stranger.updateSession(session.id) { $0.expiresAt = end.asProto } }
      #expect(change == "SESSION_UNKNOWN")
      #expect(try await reason { try await stranger.deleteSession(session.id) } == "SESSION_UNKNOWN")
      let made = try await reason { try await stranger.createSession(of: user, token: "x", until: end) }
      #expect(made == "USER_NOT_FOUND")
      try await stranger.deleteSessions(ofUser: user)
      #expect(try await store.session(token: session.token) == session)
    }
  }
}
