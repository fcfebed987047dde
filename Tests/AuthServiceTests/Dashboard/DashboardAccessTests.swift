import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard access of other services")
struct DashboardAccessTests {
  @Test("a service hears who the admin is, and what the role lacks", arguments: Engine.available)
  func roles(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      for role in AdminRole.allCases {
        let caller = try await auth.admin(role)
        let admin = try await auth.authorize(.billingRead, for: caller)
        #expect(
          admin
            == AuthorizedAdmin(
              tenantID: Caller.defaultTenantID, id: caller.adminID, email: "\(role.rawValue)@example.com"))
      }
      let viewer = try await auth.adminCaller("viewer@example.com")
      let error = try await refusal { try await auth.authorize(.billingWrite, for: viewer) }
      #expect(error.code == .permissionDenied)
      #expect(error.reason == "INSUFFICIENT_ROLE")
      #expect(error.metadata["permission"] == "billing.write")
      for email in ["owner@example.com", "admin@example.com"] {
        let caller = try await auth.adminCaller(email)
        #expect(try await auth.authorize(.billingWrite, for: caller).email == email)
      }
    }
  }

  @Test("a role and a session count as they are now", arguments: Engine.available)
  func afresh(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let admin = try await auth.admin(.admin)
      _ = try await auth.authorize(.billingWrite, for: admin)
      _ = try await auth.setRole(.viewer, of: admin.adminID, as: owner)
      #expect(try await reason { try await auth.authorize(.billingWrite, for: admin) } == "INSUFFICIENT_ROLE")
      _ = try await auth.authorize(.billingRead, for: admin)
      _ = try await auth.call(.logoutAdmin, as: admin)
      let ended = try await refusal { try await auth.authorize(.billingRead, for: admin) }
      #expect(ended.code == .unauthenticated)
      #expect(ended.reason == "TOKEN_REVOKED")
      let removed = try await auth.adminCaller("admin@example.com")
      try await auth.removeMember(admin.adminID, as: owner)
      #expect(try await reason { try await auth.authorize(.billingRead, for: removed) } == "TOKEN_REVOKED")
    }
  }

  @Test("where the tenant wants step-up, money needs a fresh proof, and reading does not", arguments: Engine.available)
  func stepUp(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      try await auth.setSecondFactor(.optional, stepUp: true)
      auth.clock.advance(by: .seconds(599))
      _ = try await auth.authorize(.billingWrite, for: owner)
      auth.clock.advance(by: .seconds(1))
      #expect(try await reason { try await auth.authorize(.billingWrite, for: owner) } == "STEP_UP_REQUIRED")
      _ = try await auth.authorize(.billingRead, for: owner)
      _ = try await auth.call(.stepUpAdmin, as: owner) { $0.password = AuthWorld.password }
      _ = try await auth.authorize(.billingWrite, for: owner)
    }
  }

  @Test("another tenant's admin is nobody, and a user is not an admin", arguments: Engine.available)
  func strangers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      var foreign = owner
      foreign.tenantID = try await auth.administration.createTenant(name: "Other")
      #expect(try await reason { try await auth.authorize(.billingRead, for: foreign) } == "TOKEN_REVOKED")
      let colleague = try await auth.admin(.viewer)
      var mixed = owner
      mixed.sessionID = colleague.sessionID
      #expect(try await reason { try await auth.authorize(.billingRead, for: mixed) } == "TOKEN_REVOKED")
      for caller in [Caller.user("u"), .application(), .gateway, Caller()] {
        let error = try await refusal { try await auth.authorize(.billingRead, for: caller) }
        #expect(error.code == .unauthenticated)
      }
    }
  }

  @Test("whom the tenant does not have is not found", arguments: Engine.available)
  func targets(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let user = try await auth.register().message.user.id
      let company = try await auth.ensureCompany(as: .user(user)).id
      _ = try await auth.authorize(.billingRead, for: owner, userID: user)
      _ = try await auth.authorize(.billingRead, for: owner, organizationID: company)
      let other = try await auth.administration.createTenant(name: "Other")
      let foreign = try await auth.register("foreign@example.com", tenant: other).message.user.id
      for id in [foreign, company, ""] {
        #expect(try await reason { try await auth.authorize(.billingRead, for: owner, userID: id) } == "USER_NOT_FOUND")
      }
      for id in [user, "", "none"] {
        #expect(
          try await reason { try await auth.authorize(.billingRead, for: owner, organizationID: id) }
            == "ORGANIZATION_NOT_FOUND")
      }
      // Who may not even look does not learn who is there.
      let viewer = try await auth.admin(.viewer)
      #expect(
        try await reason { try await auth.authorize(.billingWrite, for: viewer, userID: "none") }
          == "INSUFFICIENT_ROLE")
    }
  }

  @Test("only services may ask, and only for permissions that exist")
  func contract() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let ask = { @Sendable (permission: String, caller: Caller) async throws -> AuthV1.AuthorizeAdminResponse in
        try await auth.call(.authorizeAdmin, as: caller) {
          $0.tenantID = owner.tenantID
          $0.adminID = owner.adminID
          $0.sessionID = owner.sessionID ?? ""
          $0.permission = permission
        }
      }
      #expect(try await ask("billing.read", .gateway).adminEmail == "owner@example.com")
      for caller in [owner, .user("u"), .application()] {
        #expect(try await reason { try await ask("billing.read", caller) } == "SERVICE_CALLERS_ONLY")
      }
      for permission in ["", "billing", "Billing.Read", "everything"] {
        let error = try await refusal { try await ask(permission, .gateway) }
        #expect(error.violations.map(\.field) == ["permission"])
      }
    }
  }
}
