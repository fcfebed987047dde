import Contracts
import Crypto
import Foundation
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Login and refresh")
struct LoginTests {
  @Test("a user logs in with any case of the e-mail", arguments: Engine.available)
  func login(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let registered = try await auth.register("User@Example.com")
      let reply = try await auth.login("uSER@example.COM")
      #expect(reply.message.user == registered.message.user)
      #expect(reply.message.tokenType == "Bearer")
      #expect(reply.sessionToken != registered.sessionToken)
    }
  }

  @Test("a wrong password and an unknown e-mail get the same answer", arguments: Engine.available)
  func wrong(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for (email, password) in [
        ("user@example.com", "WrongPass123"), ("nobody@example.com", AuthWorld.password), ("no address", "x"),
        ("user@example.com", String(repeating: "A", count: 10_000_000)),
      ] {
        let error = try await refusal { try await auth.login(email, password: password) }
        #expect(error.code == .unauthenticated)
        #expect(error.reason == "INVALID_CREDENTIALS")
        #expect(error.message == "Invalid email or password")
      }
    }
  }

  @Test("registration and each login are noted in the audit log", arguments: Engine.available)
  func audit(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message.user.id
      _ = try await auth.login()
      _ = try await reason { try await auth.login(password: "WrongPass123") }
      #expect(try await auth.auditActions(of: user) == ["user.register", "user.login", "user.login", "login.failed"])
      let rows = try await auth.database.read { tx in
        try tx.all("SELECT actor_id, ip_address, details FROM audit_log WHERE action = 'user.login' ORDER BY seq") {
          (try $0.text(0), try $0.text(1), try $0.text(2))
        }
      }
      #expect(rows.map(\.0) == [user, user])
      #expect(rows.map(\.1) == ["192.0.2.7", "192.0.2.7"])
      #expect(rows.last?.2.contains("\"method\":\"password\"") == true)
    }
  }

  @Test("a session knows when its user was authenticated", arguments: Engine.available)
  func authenticatedAt(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      auth.clock.advance(by: .seconds(60))
      let caller = try auth.caller(try await auth.login().message.accessToken)
      let sessions = SessionStore(database: auth.database, signal: RevocationSignal())
      let session = try await sessions.session(
        tenantID: caller.tenantID, id: try #require(caller.sessionID), at: auth.clock.now())
      #expect(session?.authenticatedAt == auth.clock.now())
    }
  }

  @Test("the cookie is Secure behind TLS")
  func secureCookie() async throws {
    try await withAuthWorld(.sqlite) { auth in
      _ = try await auth.register()
      #expect(try await auth.login(metadata: ["x-forwarded-proto": "https"]).cookie?.hasSuffix("; Secure") == true)
      #expect(try await auth.login(metadata: ["x-forwarded-proto": "http"]).cookie?.contains("Secure") == false)
    }
  }

  @Test("the access token is an EdDSA JWT that the published key verifies", arguments: Engine.available)
  func accessToken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message
      let keys = try await auth.call(.listSigningKeys, as: .gateway)
      let published = try #require(keys.keys.first)
      let parts = user.accessToken.split(separator: ".").map(String.init)
      #expect(parts.count == 3)
      let header = try JSONDecoder().decode([String: String].self, from: try #require(base64URL(parts[0])))
      #expect(header["alg"] == "EdDSA")
      #expect(header["kid"] == published.keyID)
      let key = try Curve25519.Signing.PublicKey(rawRepresentation: published.publicKey)
      #expect(
        key.isValidSignature(try #require(base64URL(parts[2])), for: Data("\(parts[0]).\(parts[1])".utf8)))
      let claims = try JSONDecoder().decode(TokenClaims.self, from: try #require(base64URL(parts[1])))
      #expect(claims.iss == "quartet")
      #expect(claims.sub == user.user.id)
      #expect(claims.tid == Caller.defaultTenantID)
      #expect(claims.typ == .access)
      #expect(claims.iat == auth.clock.now().microseconds / 1_000_000)
      #expect(claims.exp == claims.iat + 3600)
      let session = try await auth.call(.checkSession, as: .gateway) {
        $0.tenantID = claims.tid
        $0.sessionID = claims.sid
      }
      #expect(session.userID == user.user.id)
    }
  }

  @Test("a refresh gives a new access token and the same refresh token", arguments: Engine.available)
  func refresh(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await auth.register().message
      auth.clock.advance(by: .seconds(7200))
      let second = try await auth.refresh(first.refreshToken)
      #expect(second.refreshToken == first.refreshToken)
      #expect(second.accessToken != first.accessToken)
      #expect(second.expiresIn == 3600)
      #expect(second.user == first.user)
    }
  }

  @Test("a refresh token that is altered, foreign, expired or an access token is refused", arguments: Engine.available)
  func badRefresh(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let tokens = try await auth.register().message
      let other = try await auth.administration.createTenant(name: "Other")
      let middle = tokens.refreshToken.split(separator: ".")[1]
      let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.\(middle)."
      for token in [tokens.accessToken, tokens.refreshToken + "x", "abc", "a.b.c", unsigned] {
        #expect(try await reason { try await auth.refresh(token) } == "INVALID_REFRESH_TOKEN")
      }
      #expect(
        try await reason { try await auth.refresh(tokens.refreshToken, tenant: other) } == "INVALID_REFRESH_TOKEN")
      auth.clock.advance(by: .seconds(30 * 24 * 3600 + 1))
      #expect(try await reason { try await auth.refresh(tokens.refreshToken) } == "INVALID_REFRESH_TOKEN")
    }
  }

  @Test("a session's end stops its refresh token and its cookie", arguments: Engine.available)
  func end(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      try await auth.administration.endSessions(userID: reply.message.user.id)
      #expect(try await reason { try await auth.refresh(reply.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      let cookie = try #require(reply.sessionToken)
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.login() } == nil)
    }
  }

  @Test("a deactivated user can't log in, and loses every session", arguments: Engine.available)
  func deactivated(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      try await auth.administration.deactivateUser(userID: reply.message.user.id)
      #expect(try await reason { try await auth.login() } == "ACCOUNT_DEACTIVATED")
      #expect(try await reason { try await auth.refresh(reply.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
    }
  }

  @Test("me is the caller, and nobody without a user", arguments: Engine.available)
  func me(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register(displayName: "Ana").message.user
      let me = try await auth.call(.getMe, as: .user(user.id))
      #expect(me == user)
      let refused = try await reason {
        try await auth.call(.getMe, as: .application())
      }
      #expect(refused == "UNAUTHENTICATED")
    }
  }

  @Test("a login hashes the password anew when the cost has risen", arguments: Engine.available)
  func rehash(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      let raised = PasswordCost(logRounds: 3, blockSize: 2, parallelism: 1)
      auth.services.host(try await AuthService.build(auth.environment, passwordCost: raised))
      _ = try await auth.login()
      let stored = try await auth.database.read { tx in
        try tx.first("SELECT password_hash FROM accounts WHERE account_id = ?", id) { try $0.text(0) }
      }
      #expect(ScryptHash(try #require(stored))?.cost == raised)
      #expect(try await reason { try await auth.login() } == nil)
    }
  }

  @Test("services that start at the same moment share one signing key", arguments: Engine.available)
  func concurrentStarts(engine: Engine) async throws {
    try await withDatabase(engine, schema: "auth") { database in
      let environment = ServiceEnvironment.test(database)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<5 { group.addTask { _ = try await AuthService.build(environment, passwordCost: .test) } }
        try await group.waitForAll()
      }
      let keys = SigningKeyStore(
        database: database, box: SecretBox(environment.settings, purpose: "signing key"))
      #expect(try await keys.all().count == 1)
    }
  }

  private func base64URL(_ text: String) -> Data? {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
  }
}
