import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Tenant isolation")
struct TenantIsolationTests {
  @Test("one e-mail can be a user of two tenants, each with its own password", arguments: Engine.available)
  func sameEmail(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let here = try await auth.register().message.user
      let there = try await auth.register(password: "OtherPass123", tenant: other).message.user
      #expect(here.id != there.id)
      #expect(try await reason { try await auth.login(tenant: other) } == "INVALID_CREDENTIALS")
      #expect(try await auth.login(password: "OtherPass123", tenant: other).message.user == there)
    }
  }

  @Test("users, organizations and companies of another tenant are never found", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let user = try await auth.register().message.user
      _ = try await auth.createOrganization("shop", as: .user(user.id))
      _ = try await auth.ensureCompany(as: .user(user.id))
      let stranger = Caller.user(user.id, other)
      let me = try await reason {
        try await auth.call(.getMe, as: stranger)
      }
      #expect(me == "USER_NOT_FOUND")
      #expect(try await auth.myOrganizations(as: stranger).isEmpty)
      #expect(try await reason { try await auth.createOrganization("theirs", as: stranger) } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.ensureCompany(as: stranger) } == "USER_NOT_FOUND")
      let company = try await reason {
        try await auth.call(.getCompany, as: stranger)
      }
      #expect(company == "COMPANY_NOT_FOUND")
      let memberships = try await auth.call(.listMemberships, as: .gateway) {
        $0.tenantID = other
        $0.userID = user.id
      }
      #expect(memberships.memberships.isEmpty)
    }
  }

  @Test("a slug of one tenant is free in another", arguments: Engine.available)
  func slugs(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let here = try await auth.register().message.user.id
      let there = try await auth.register(tenant: other).message.user.id
      _ = try await auth.createOrganization("shop", as: .user(here))
      #expect(try await reason { try await auth.createOrganization("shop", as: .user(there, other)) } == nil)
    }
  }

  @Test("a session is not found under another tenant", arguments: Engine.available)
  func sessions(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let session = try await auth.resolve(cookie: try #require(try await auth.register().sessionToken))
      let found = try await reason {
        try await auth.call(.checkSession, as: .gateway) {
          $0.tenantID = other
          $0.sessionID = session.id
        }
      }
      #expect(found == "SESSION_UNKNOWN")
    }
  }
}
