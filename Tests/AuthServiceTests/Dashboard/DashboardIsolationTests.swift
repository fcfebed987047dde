import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard tenant isolation")
struct DashboardIsolationTests {
  @Test("another tenant's ids are found nowhere, and nothing of it is listed", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let here = try await auth.admin()
      let key = try await auth.createKey(as: here)
      let invitation = try await auth.invite(as: here).id
      let user = try await auth.register().message.user.id
      _ = try await auth.createOrganization("shop", as: .user(user))
      let tenant = try await auth.administration.createTenant(name: "Other")
      let there = try await auth.admin(.owner, email: "there@example.com", tenant: tenant)

      let update = try await reason { try await auth.updateKey(key.apiKey.id, as: there) { $0.name = "x" } }
      for (found, wanted) in [
        (try await reason { try await auth.key(key.apiKey.id, as: there) }, "API_KEY_NOT_FOUND"),
        (update, "API_KEY_NOT_FOUND"),
        (try await reason { try await auth.rotateKey(key.apiKey.id, as: there) }, "API_KEY_NOT_FOUND"),
        (try await reason { try await auth.revokeKey(key.apiKey.id, as: there) }, "API_KEY_NOT_FOUND"),
        (try await reason { try await auth.setRole(.viewer, of: here.adminID, as: there) }, "ADMIN_NOT_FOUND"),
        (try await reason { try await auth.removeMember(here.adminID, as: there) }, "ADMIN_NOT_FOUND"),
        (try await reason { try await auth.resendTeamInvitation(invitation, as: there) }, "ADMIN_INVITATION_NOT_FOUND"),
        (try await reason { try await auth.cancelTeamInvitation(invitation, as: there) }, "ADMIN_INVITATION_NOT_FOUND"),
        (try await reason { try await auth.tenantUser(user, as: there) }, "USER_NOT_FOUND"),
        (try await reason { try await auth.deactivateTenantUser(user, as: there) }, "USER_NOT_FOUND"),
        (try await reason { try await auth.activateTenantUser(user, as: there) }, "USER_NOT_FOUND"),
        (try await reason { try await auth.endTenantUserSessions(user, as: there) }, "USER_NOT_FOUND"),
        (try await reason { try await auth.resetTenantUserSecondFactor(user, as: there) }, "USER_NOT_FOUND"),
      ] {
        #expect(found == wanted)
      }
      #expect(try await auth.keys(as: there).total == 0)
      #expect(try await auth.team(as: there).members.map(\.email) == ["there@example.com"])
      #expect(try await auth.teamInvitations(as: there).total == 0)
      #expect(try await auth.tenantUsers(as: there).total == 0)
      #expect(try await auth.tenantUsers(as: there) { $0.q = user }.total == 0)
      #expect(try await auth.tenantOrganizations(as: there).total == 0)
      #expect(try await auth.settings(as: there).name == "Other")
      let audit = try await auth.tenantAudit(as: there).entries
      #expect(audit.allSatisfy { $0.targetID == there.adminID || $0.targetID == tenant })
      #expect(try await auth.tenantAudit(as: there) { $0.target = key.apiKey.id }.total == 0)

      #expect(try await reason { try await auth.resolve(key.key) } == nil)
      #expect(try await auth.me(as: here).role == .owner)
    }
  }

  @Test("an admin's token under another tenant's name is a stranger's", arguments: Engine.available)
  func moved(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      var caller = try await auth.admin()
      caller.tenantID = try await auth.administration.createTenant(name: "Other")
      let moved = caller
      #expect(try await reason { try await auth.me(as: moved) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.settings(as: moved) } == "UNAUTHENTICATED")
    }
  }
}
