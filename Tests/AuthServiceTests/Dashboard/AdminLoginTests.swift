import Contracts
import Foundation
import GRPCCore
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard login")
struct AdminLoginTests {
  @Test("an admin logs in with any case of the e-mail and gets a dashboard token", arguments: Engine.available)
  func login(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let tenant = try await auth.administration.createTenant(name: "Other")
      _ = try await auth.admin(.admin, email: "Ada@Example.com", tenant: tenant)
      let reply = try await auth.loginAdmin("aDA@example.COM")
      let login = reply.message
      #expect(login.tokenType == "Bearer")
      #expect(login.expiresIn == 3600)
      #expect(!login.hasMfaRequired)
      #expect(login.admin.email == "Ada@Example.com")
      #expect(login.admin.role == .admin)
      #expect(login.admin.tenantID == tenant)
      #expect(reply.headers.contains { $0.value.hasPrefix("quartet_device=") })
      let caller = try auth.dashboardCaller(login.accessToken)
      #expect(caller.tenantID == tenant)
      #expect(caller.adminID == login.admin.id)
      #expect(try await auth.me(as: caller) == login.admin)
    }
  }

  @Test("the access token is of the dashboard's use and valid for an hour")
  func use() async throws {
    try await withAuthWorld(.sqlite) { auth in
      _ = try await auth.admin()
      let token = try await auth.loginAdmin().message.accessToken
      let ring = try await SigningKeyRing(
        store: SigningKeyStore(
          database: auth.database, box: SecretBox(auth.environment.settings, purpose: "signing key")),
        newID: "unused", at: auth.clock.now())
      let issuer = TokenIssuer(keys: ring)
      let claims = try #require(await issuer.read(token, as: .dashboard, at: auth.clock.now()))
      #expect(claims.exp == claims.iat + 3600)
      #expect(await issuer.read(token, as: .access, at: auth.clock.now()) == nil)
    }
  }

  @Test("a wrong password, an unknown admin and an end user get the same answer", arguments: Engine.available)
  func wrong(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      _ = try await auth.register("user@example.com")
      for (email, password) in [
        ("owner@example.com", "WrongPass123"), ("nobody@example.com", AuthWorld.password),
        ("user@example.com", AuthWorld.password), ("no address", "x"),
        ("owner@example.com", String(repeating: "A", count: 100_000)),
      ] {
        let error = try await refusal { try await auth.loginAdmin(email, password: password) }
        #expect(error.reason == "INVALID_CREDENTIALS")
        #expect(error.message == "Invalid email or password")
      }
    }
  }

  @Test("an empty e-mail and password are both named")
  func missing() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal { try await auth.loginAdmin("", password: "") }.violations
      #expect(found.map(\.field) == ["email", "password"])
      #expect(found.map(\.type) == ["missing", "missing"])
    }
  }

  @Test("too many wrong passwords lock strangers out, never the admin's own device", arguments: Engine.available)
  func lockout(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.administration.addTeamMember(
        email: "owner@example.com", role: .owner, password: AuthWorld.password)
      let known = try await auth.loginAdmin()
      let cookie = try #require(
        known.headers.first { $0.value.hasPrefix("quartet_device=") }?.value.split(separator: ";").first)
      for _ in 0..<6 {
        _ = try await reason { try await auth.loginAdmin(password: "WrongPass123", from: "203.0.113.9") }
      }
      let locked = try await refusal { try await auth.loginAdmin(from: "203.0.113.9") }
      #expect(locked.reason == "ACCOUNT_LOCKED")
      #expect(locked.retryAfter != nil)
      let metadata = ["cookie": "\(cookie)"] as Metadata
      #expect(try await reason { try await auth.loginAdmin(from: "198.51.100.1", metadata: metadata) } == nil)
      // The address of the first login is known as well.
      #expect(try await reason { try await auth.loginAdmin() } == nil)
    }
  }

  @Test("an outdated password hash is renewed at login")
  func rehash() async throws {
    try await withAuthWorld(.sqlite) { auth in
      _ = try await auth.admin()
      let cheap = try ScryptHash(
        hashing: AuthWorld.password, cost: PasswordCost(logRounds: 1, blockSize: 1, parallelism: 1)
      ).text
      let store = { @Sendable (hash: String?) async throws -> String? in
        try await auth.database.write { tx in
          if let hash { try tx.execute("UPDATE tenant_admins SET password_hash = ?", hash) }
          return try tx.first("SELECT password_hash FROM tenant_admins") { try $0.text(0) }
        }
      }
      _ = try await store(cheap)
      _ = try await auth.loginAdmin()
      #expect(try await store(nil)?.hasPrefix("$scrypt$ln=2,") == true)
      #expect(try await reason { try await auth.loginAdmin() } == nil)
    }
  }

  @Test("logout ends the session and its refresh token", arguments: Engine.available)
  func logout(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      let login = try await auth.loginAdmin().message
      let caller = try auth.dashboardCaller(login.accessToken)
      let response = try await auth.call(.logoutAdmin, as: caller)
      #expect(response.message == "Successfully logged out")
      #expect(try await reason { try await auth.me(as: caller) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.refreshAdmin(login.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await !auth.isAlive(caller))
      let last = try await RevocationStore(database: auth.database).after(1).last
      #expect(last?.revocation.kind == .session)
      #expect(last?.revocation.subjectID == caller.sessionID)
    }
  }

  @Test("a gateway that asks about a dashboard session is told until it ends", arguments: Engine.available)
  func checkSession(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let caller = try await auth.admin()
      #expect(try await auth.isAlive(caller))
      var foreign = caller
      foreign.tenantID = try await auth.administration.createTenant(name: "Other")
      #expect(try await !auth.isAlive(foreign))
      auth.clock.advance(by: LoginSession.dashboardLifetime)
      #expect(try await !auth.isAlive(caller))
    }
  }

  @Test("callers with any other credential are strangers to the dashboard")
  func credentials() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let admin = try await auth.admin()
      let user = try await auth.register().message
      var strangers = [Caller(), .gateway, try auth.caller(user.accessToken)]
      for credential in [Caller.Credential.secretKey, .publishableKey, .cookie, .internalToken, .authToken] {
        var stranger = admin
        stranger.credential = credential
        strangers.append(stranger)
      }
      // A user's session under an admin's credential, and an admin's under another admin's id.
      var crossed = try auth.dashboardCaller(user.accessToken)
      strangers.append(crossed)
      crossed.userID = admin.adminID
      strangers.append(crossed)
      for stranger in strangers {
        #expect(try await reason { try await auth.me(as: stranger) } == "UNAUTHENTICATED")
        #expect(try await reason { try await auth.keys(as: stranger) } == "UNAUTHENTICATED")
      }
    }
  }

  @Test("a suspended tenant's admins are strangers", arguments: Engine.available)
  func suspended(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let tenant = try await auth.administration.createTenant(name: "Other")
      let caller = try await auth.admin(tenant: tenant)
      try await auth.administration.setTenantActive(false, tenant)
      #expect(try await reason { try await auth.me(as: caller) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.loginAdmin() } == "INVALID_CREDENTIALS")
      try await auth.administration.setTenantActive(true, tenant)
      #expect(try await reason { try await auth.loginAdmin() } == nil)
    }
  }
}
