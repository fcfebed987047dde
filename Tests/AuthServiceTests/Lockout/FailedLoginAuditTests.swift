import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Failed logins in the audit log")
struct FailedLoginAuditTests {
  private static let attacker = "198.51.100.66"

  @Test("the first failure is told, and each lock with the count so far", arguments: Engine.available)
  func known(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      // A flood: what comes within the lock is refused unseen.
      for _ in 0..<50 { try await guess(auth) }
      let told = try await entries(auth, "user", id)
      #expect(told.map(\.action) == ["login.failed", "login.locked"])
      #expect(told[0].details == #"{"counter":"account","failures":"1","secret":"password"}"#)
      #expect(
        told[1].details == #"{"counter":"account","failures":"6","locked_seconds":"60","secret":"password"}"#)
      #expect(told.allSatisfy { $0.ipAddress == Self.attacker && $0.actorKind == "system" })
      auth.clock.advance(by: .seconds(60))
      for _ in 0..<50 { try await guess(auth) }
      let more = try await entries(auth, "user", id)
      #expect(more.map(\.action) == ["login.failed", "login.locked", "login.locked"])
      #expect(more[2].details.contains(#""failures":"7""#) && more[2].details.contains(#""locked_seconds":"120""#))
    }
  }

  @Test("a right guess after several wrong ones is told, one after a single slip is not", arguments: Engine.available)
  func success(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      for _ in 0..<4 { try await guess(auth) }
      _ = try await auth.login(as: .client(Self.attacker))
      let told = try await entries(auth, "user", id)
      #expect(told.map(\.action) == ["login.failed", "login.succeeded_after_failures"])
      #expect(told[1].details == #"{"failures":"4","secret":"password"}"#)
      // By now the address is known, and has a counter of its own.
      try await guess(auth)
      _ = try await auth.login(as: .client(Self.attacker))
      let more = try await entries(auth, "user", id)
      #expect(more.map(\.action) == ["login.failed", "login.succeeded_after_failures", "login.failed"])
      #expect(more[2].details.contains(#""counter":"address""#))
    }
  }

  @Test("accounts that do not exist are told by the lock of the network only", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      for number in 0..<40 { try await guess(auth, at: "nobody\(number)@example.com") }
      let told = try await entries(auth, "network", Self.attacker)
      #expect(told.map(\.action) == ["login.locked"])
      #expect(told[0].details == #"{"counter":"network","failures":"21","locked_seconds":"60","secret":"password"}"#)
      let all = try await auth.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'login.%'") { try $0.int(0) }
      }
      #expect(all == 1)
    }
  }

  @Test("wrong codes and admins' failures are told likewise, each in the right tenant", arguments: Engine.available)
  func others(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.enrolledUser()
      let token = try await auth.pendingLogin()
      let wrong = user.app.wrongCode(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(token, code: wrong) } == "INVALID_MFA_CODE")
      let codes = try await entries(auth, "user", user.id)
      #expect(codes.map(\.action) == ["login.failed"])
      #expect(codes[0].details.contains(#""secret":"code""#))

      let other = try await auth.administration.createTenant(name: "Other")
      let guess = Guess.dashboardPassword(
        email: "boss@example.com", of: .admin("a1", of: other), device: Device(ipAddress: Self.attacker))
      for _ in 0..<6 { try await LoginGuard(auth.environment).failed(guess) }
      let admins = try await entries(auth, "admin", "a1", tenant: other)
      #expect(admins.map(\.action) == ["login.failed", "login.locked"])
    }
  }

  private func guess(_ auth: AuthWorld, at email: String = "user@example.com") async throws {
    let refused = try await reason {
      try await auth.login(email, password: "Wrong1234", as: .client(Self.attacker))
    }
    #expect(refused == "INVALID_CREDENTIALS" || refused == "ACCOUNT_LOCKED")
  }

  private struct Entry: Sendable {
    var action: String
    var details: String
    var ipAddress: String?
    var actorKind: String
  }

  /// What is told about failures of a target, oldest first.
  private func entries(
    _ auth: AuthWorld, _ type: String, _ id: String, tenant: String = Caller.defaultTenantID
  ) async throws -> [Entry] {
    try await auth.database.read { tx in
      try tx.all(
        """
        SELECT action, details, ip_address, actor_kind FROM audit_log
        WHERE tenant_id = ? AND target_type = ? AND target_id = ? AND action LIKE 'login.%' ORDER BY seq
        """, tenant, type, id
      ) { row in
        Entry(
          action: try row.text(0), details: try row.text(1), ipAddress: try row.optionalText(2),
          actorKind: try row.text(3))
      }
    }
  }
}
