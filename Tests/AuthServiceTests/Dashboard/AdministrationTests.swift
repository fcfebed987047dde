import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Administration by command")
struct AdministrationTests {
  @Test("keys are made, rotated and revoked", arguments: Engine.available)
  func keys(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      let made = try await admin.makeAPIKey(
        name: "Shop", secret: false, origins: ["https://shop.example.com"], scopes: ["auth"],
        expiresAt: auth.clock.now().adding(.seconds(3600)))
      #expect(try await admin.findKey(made.text) == made.record)
      #expect(made.record.createdBy == nil)
      let new = try await admin.rotateAPIKey(id: made.record.id, overlap: .zero)
      #expect(try await admin.findKey(made.text) == nil)
      #expect(try await admin.findKey(new.text)?.scopes == ["auth"])
      try await admin.revokeAPIKey(id: new.record.id)
      #expect(try await admin.findKey(new.text) == nil)
      #expect(try await admin.listKeys().map(\.replacedBy) == [new.record.id, nil])
      let entry = try #require(try await admin.listAudit().first { $0.targetID == new.record.id })
      #expect(entry.action == "api_key.revoke")
      #expect(entry.actorKind == "system")
    }
  }

  @Test("bad input for a key is named")
  func badKeys() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let admin = auth.administration
      let found = try await refusal {
        try await admin.makeAPIKey(
          name: "", secret: false, origins: ["nowhere"], scopes: ["all"], expiresAt: auth.clock.now())
      }.violations
      #expect(found.map(\.field) == ["name", "allowed_origins[0]", "scopes[0]", "expires_at"])
      #expect(
        try await reason { try await admin.makeAPIKey(tenantID: "none", name: "x", secret: true) } == "TENANT_NOT_FOUND"
      )
      #expect(try await reason { try await admin.rotateAPIKey(id: "none") } == "API_KEY_NOT_FOUND")
      #expect(try await reason { try await admin.revokeAPIKey(id: "none") } == "API_KEY_NOT_FOUND")
      let overlap = try await refusal { try await admin.rotateAPIKey(id: "none", overlap: .seconds(604_801)) }
        .violations
      #expect(overlap.map(\.field) == ["overlap"])
    }
  }

  @Test("a tenant's settings change by name", arguments: Engine.available)
  func settings(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      let id = try await admin.createTenant(name: "Acme")
      let changed = try await admin.updateTenant(
        id, name: "Acme Ltd", allowedRedirectURIs: ["https://acme.example/cb"], secondFactor: .required,
        googleClientID: "client", googleClientSecret: "secret")
      #expect(changed.name == "Acme Ltd")
      #expect(changed.settings.secondFactor == .required)
      #expect(changed.settings.google?.clientID == "client")
      #expect(try await admin.tenant(id) == changed)
      let bad = try await refusal {
        try await admin.updateTenant(id, name: "", allowedRedirectURIs: ["http://acme.example/cb"])
      }.violations
      #expect(bad.map(\.field) == ["name", "allowed_redirect_uris[0]"])
      #expect(try await reason { try await admin.updateTenant("none", stepUp: true) } == "TENANT_NOT_FOUND")
      #expect(try await reason { try await admin.setTenantActive(false, "none") } == "TENANT_NOT_FOUND")
    }
  }

  @Test("a suspended tenant's keys are refused until it goes on", arguments: Engine.available)
  func suspend(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      let id = try await admin.createTenant(name: "Acme")
      let key = try await admin.createAPIKey(tenantID: id, secret: true)
      let before = try await RevocationStore(database: auth.database).latest()
      try await admin.setTenantActive(false, id)
      #expect(try await reason { try await auth.resolve(key) } == "API_KEY_UNKNOWN")
      let event = try await RevocationStore(database: auth.database).after(before).first
      #expect(event?.revocation.kind == .tenant)
      #expect(event?.revocation.subjectID == id)
      try await admin.setTenantActive(true, id)
      #expect(try await reason { try await auth.resolve(key) } == nil)
    }
  }

  @Test("users are listed, locked out and let in", arguments: Engine.available)
  func users(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      let user = try await auth.enrolledUser()
      let listed = try await admin.listUsers(matching: "USER@")
      #expect(listed.total == 1)
      #expect(listed.users.map(\.id) == [user.id])
      try await admin.deactivateUser(userID: user.id)
      #expect(try await admin.listUsers(isActive: false).users.map(\.isActive) == [false])
      #expect(try await reason { try await auth.login() } == "ACCOUNT_DEACTIVATED")
      try await admin.activateUser(userID: user.id)
      try await admin.resetSecondFactor(userID: user.id)
      #expect(try await auth.login().message.hasAccessToken)
      for refused in [
        try await reason { try await admin.deactivateUser(userID: "none") },
        try await reason { try await admin.activateUser(userID: "none") },
        try await reason { try await admin.endSessions(userID: "none") },
        try await reason { try await admin.resetSecondFactor(userID: "none") },
      ] {
        #expect(refused == "USER_NOT_FOUND")
      }
      let page = try await refusal { try await admin.listUsers(page: 0, perPage: 0) }.violations
      #expect(page.map(\.field) == ["page", "per_page"])
    }
  }

  @Test("the team is added to, changed and reduced, but never without an owner", arguments: Engine.available)
  func team(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      #expect(try await admin.ensureDashboardAdmin(email: "owner@example.com", password: AuthWorld.password))
      #expect(try await !admin.ensureDashboardAdmin(email: "OWNER@example.com", password: "OtherPass123"))
      #expect(try await reason { try await auth.loginAdmin() } == nil)
      let owner = try #require(try await admin.listTeam().first)
      #expect(owner.role == .owner)
      let member = try await admin.addTeamMember(
        email: "new@example.com", role: .viewer, password: AuthWorld.password)
      #expect(try await admin.setRole(.admin, memberID: member.id).role == .admin)
      #expect(try await reason { try await admin.setRole(.admin, memberID: owner.id) } == "LAST_OWNER")
      #expect(try await reason { try await admin.removeTeamMember(id: owner.id) } == "LAST_OWNER")
      try await admin.resetSecondFactor(memberID: member.id)
      try await admin.removeTeamMember(id: member.id)
      #expect(try await admin.listTeam().map(\.id) == [owner.id])
      let taken = try await reason {
        try await admin.addTeamMember(email: "owner@example.com", role: .viewer, password: AuthWorld.password)
      }
      #expect(taken == "EMAIL_TAKEN")
      let bad = try await refusal {
        try await admin.addTeamMember(email: "x", role: .viewer, password: "short")
      }.violations
      #expect(Set(bad.map(\.field)) == ["email", "password"])
    }
  }
}
