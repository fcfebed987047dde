import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard users")
struct TenantUserTests {
  @Test("users come in pages, newest first, narrowed by text and activity", arguments: Engine.available)
  func list(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      var ids: [String: String] = [:]
      for (email, name) in [("ada@example.com", "Ada Lovelace"), ("bob_b@example.com", "BOB"), ("cy@other.org", nil)] {
        ids[email] = try await auth.register(email, displayName: name).message.user.id
        auth.clock.advance(by: .seconds(1))
      }
      let all = try await auth.tenantUsers(as: owner)
      #expect(all.users.map(\.email) == ["cy@other.org", "bob_b@example.com", "ada@example.com"])
      #expect((all.total, all.page, all.perPage) == (3, 1, 20))
      #expect(!all.hasNext_p && !all.hasPrev_p)
      for (text, found) in [
        ("LOVE", ["ada@example.com"]), ("example.com", ["bob_b@example.com", "ada@example.com"]),
        ("bob", ["bob_b@example.com"]), ("b_b", ["bob_b@example.com"]), ("_", ["bob_b@example.com"]), ("%", []),
        ("  ada  ", ["ada@example.com"]), (ids["cy@other.org"] ?? "", ["cy@other.org"]), ("\\", []),
      ] {
        #expect(try await auth.tenantUsers(as: owner) { $0.q = text }.users.map(\.email) == found, "\(text)")
      }
      _ = try await auth.deactivateTenantUser(try #require(ids["ada@example.com"]), as: owner)
      let active = try await auth.tenantUsers(as: owner) { $0.isActive = true }
      #expect(active.users.map(\.email) == ["cy@other.org", "bob_b@example.com"])
      let inactive = try await auth.tenantUsers(as: owner) { $0.isActive = false }
      #expect(inactive.users.map(\.email) == ["ada@example.com"])
      let second = try await auth.tenantUsers(as: owner) {
        $0.page = 2
        $0.perPage = 2
      }
      #expect(second.users.count == 1 && second.hasPrev_p && !second.hasNext_p)
    }
  }

  @Test("a bad page and a text that is too long are both named")
  func badList() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let users = try await refusal {
        try await auth.tenantUsers(as: owner) {
          $0.page = 0
          $0.perPage = 101
          $0.q = String(repeating: "x", count: 201)
        }
      }.violations
      #expect(users.map(\.field) == ["page", "per_page", "q"])
      let audit = try await refusal {
        try await auth.tenantAudit(as: owner) {
          $0.perPage = 0
          $0.from = .init(seconds: 20)
          $0.to = .init(seconds: 10)
        }
      }.violations
      #expect(audit.map(\.field) == ["per_page", "to"])
      let far = try await refusal { try await auth.tenantAudit(as: owner) { $0.from = .init(seconds: .max) } }
        .violations
      #expect(far.map(\.field) == ["from"])
      let organizations = try await refusal { try await auth.tenantOrganizations(as: owner) { $0.page = -1 } }
        .violations
      #expect(organizations.map(\.field) == ["page"])
    }
  }

  @Test("a user is shown with sessions that are alive, organizations and second factor", arguments: Engine.available)
  func detail(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = try await auth.enrolledUser()
      _ = try await auth.createOrganization("shop", name: "Shop", as: user.caller)
      let detail = try await auth.tenantUser(user.id, as: owner)
      #expect(detail.user.id == user.id)
      #expect(detail.user.status == .active)
      #expect(detail.hasSecondFactor_p)
      #expect(detail.sessions.map(\.id) == [user.caller.sessionID])
      #expect(detail.sessions.map(\.ipAddress) == ["192.0.2.7"])
      #expect(detail.organizations.map(\.slug) == ["shop"])
      #expect(detail.organizations.map(\.role) == [.owner])
      _ = try await auth.logout(as: user.caller)
      #expect(try await auth.tenantUser(user.id, as: owner).sessions.isEmpty)
      #expect(try await reason { try await auth.tenantUser("nobody", as: owner) } == "USER_NOT_FOUND")
    }
  }

  @Test("a deactivated user is out until activation", arguments: Engine.available)
  func deactivate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = try auth.caller(try await auth.register().message.accessToken)
      let id = try #require(user.userID)
      #expect(try await !auth.deactivateTenantUser(id, as: owner).isActive)
      #expect(try await !auth.isAlive(user))
      #expect(try await reason { try await auth.login() } == "ACCOUNT_DEACTIVATED")
      #expect(try await auth.activateTenantUser(id, as: owner).isActive)
      #expect(try await reason { try await auth.login() } == nil)
      #expect(try await !auth.isAlive(user))
      let actions = try await auth.auditActions(of: id)
      #expect(actions.contains("user.deactivate") && actions.contains("user.activate"))
      for id in ["nobody", ""] {
        #expect(try await reason { try await auth.deactivateTenantUser(id, as: owner) } == "USER_NOT_FOUND")
        #expect(try await reason { try await auth.activateTenantUser(id, as: owner) } == "USER_NOT_FOUND")
      }
    }
  }

  @Test("ended sessions are over, the user may log in again", arguments: Engine.available)
  func endSessions(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = try auth.caller(try await auth.register().message.accessToken)
      let id = try #require(user.userID)
      #expect(try await auth.endTenantUserSessions(id, as: owner).isActive)
      #expect(try await !auth.isAlive(user))
      #expect(try await reason { try await auth.login() } == nil)
      #expect(try await reason { try await auth.endTenantUserSessions("nobody", as: owner) } == "USER_NOT_FOUND")
    }
  }

  @Test("a reset second factor is gone, and so is every session and pending login", arguments: Engine.available)
  func resetSecondFactor(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = try await auth.enrolledUser()
      let pending = try await auth.pendingLogin()
      #expect(try await auth.resetTenantUserSecondFactor(user.id, as: owner).id == user.id)
      #expect(try await !auth.isAlive(user.caller))
      let code = user.app.code(at: auth.clock.now())
      #expect(try await reason { try await auth.verify(pending, code: code) } == "INVALID_MFA_TOKEN")
      #expect(try await auth.login().message.hasAccessToken)
      #expect(try await !auth.tenantUser(user.id, as: owner).hasSecondFactor_p)
      // Nothing to reset is fine.
      #expect(try await reason { try await auth.resetTenantUserSecondFactor(user.id, as: owner) } == nil)
    }
  }

  @Test("organizations come in pages with their members counted", arguments: Engine.available)
  func organizations(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = Caller.user(try await auth.register().message.user.id)
      for slug in ["first", "second", "third"] {
        _ = try await auth.createOrganization(slug, name: "The \(slug)", as: user)
        auth.clock.advance(by: .seconds(1))
      }
      let all = try await auth.tenantOrganizations(as: owner) { $0.perPage = 2 }
      #expect(all.organizations.map(\.slug) == ["third", "second"])
      #expect(all.organizations.map(\.memberCount) == [1, 1])
      #expect(all.total == 3 && all.hasNext_p)
      let found = try await auth.tenantOrganizations(as: owner) { $0.q = "SECOND" }
      #expect(found.organizations.map(\.name) == ["The second"])
    }
  }

  @Test("the audit log is found by actor, action, target and time", arguments: Engine.available)
  func audit(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let start = auth.clock.now()
      let key = try await auth.createKey(as: owner).apiKey.id
      auth.clock.advance(by: .seconds(60))
      try await auth.revokeKey(key, as: owner)
      let user = try await auth.register().message.user.id
      let byTarget = try await auth.tenantAudit(as: owner) { $0.target = key }
      #expect(byTarget.entries.map(\.action) == ["api_key.revoke", "api_key.create"])
      #expect(byTarget.entries.allSatisfy { $0.targetType == "api_key" && $0.requestID == "test" || $0.hasRequestID })
      #expect(byTarget.entries[1].details.fields["name"]?.stringValue == "Web")
      let prefix = try await auth.tenantAudit(as: owner) { $0.action = "api_key." }
      #expect(prefix.total == 2)
      let exact = try await auth.tenantAudit(as: owner) { $0.action = "api_key.create" }
      #expect(exact.entries.map(\.targetID) == [key])
      #expect(try await auth.tenantAudit(as: owner) { $0.action = "api_key" }.total == 0)
      let byActor = try await auth.tenantAudit(as: owner) { $0.actor = user }
      #expect(byActor.entries.allSatisfy { $0.actorType == "user" })
      let early = try await auth.tenantAudit(as: owner) {
        $0.target = key
        $0.from = start.asProto
        $0.to = start.adding(.seconds(60)).asProto
      }
      #expect(early.entries.map(\.action) == ["api_key.create"])
      let page = try await auth.tenantAudit(as: owner) {
        $0.target = key
        $0.perPage = 1
        $0.page = 2
      }
      #expect(page.entries.map(\.action) == ["api_key.create"])
      #expect(page.total == 2 && page.hasPrev_p && !page.hasNext_p)
    }
  }
}
