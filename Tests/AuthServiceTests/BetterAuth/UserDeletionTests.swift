import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Deleting a user for good")
struct UserDeletionTests {
  @Test("accounts, sessions and verifications go with the user, and gateways hear of it", arguments: Engine.available)
  func cascade(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let reply = try await auth.register("a@example.com")
      let id = reply.message.user.id
      let cookie = try #require(reply.sessionToken)
      let session = try await auth.resolve(cookie: cookie).id
      try await store.createAccount(of: id, provider: "google") { $0.accountID = "g-1" }
      try await store.createVerification("a@example.com", "code", until: auth.inAnHour)
      try await store.createVerification("reset-password:xyz", id, until: auth.inAnHour)
      try await store.createVerification("other@example.com", "code2", until: auth.inAnHour)
      let revocations = RevocationStore(database: auth.database)
      let before = try await revocations.latest()
      try await store.deleteUser(id)
      #expect(try await reason { try await store.user(id: id) } == "USER_NOT_FOUND")
      #expect(try await reason { try await store.user(email: "a@example.com") } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await auth.refresh(reply.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await store.accounts(ofUser: id).items.isEmpty)
      #expect(try await reason { try await store.verification(value: "code") } == "VERIFICATION_NOT_FOUND")
      #expect(try await reason { try await store.verification(value: id) } == "VERIFICATION_NOT_FOUND")
      #expect(try await reason { try await store.verification(value: "code2") } == nil)
      let heard = try await revocations.after(before).map(\.revocation)
      #expect(heard.map(\.kind) == [.session, .user, .membership])
      #expect(heard.map(\.subjectID) == [session, id, id])
      #expect(try await reason { try await store.deleteUser(id) } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.register("a@example.com") } == nil)
    }
  }

  @Test("the last owner of an organization with other members stays", arguments: Engine.available)
  func lastOwner(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = auth.store()
      let owner = try await store.createUser("owner@example.com").id
      let member = try await store.createUser("member@example.com").id
      let organization = try await auth.createOrganization("shop", as: .user(owner)).id
      try await join(auth, organization, member, .admin)
      let error = try await refusal { try await store.deleteUser(owner) }
      #expect(error.code == .failedPrecondition)
      #expect(error.reason == "LAST_OWNER")
      #expect(error.metadata["organization_id"] == organization)
      #expect(try await store.user(id: owner).id == owner)
      #expect(try await auth.myOrganizations(as: .user(owner)).map(\.id) == [organization])
      // Members may go, and with a second owner the first one too.
      #expect(try await reason { try await store.deleteUser(member) } == nil)
      let second = try await store.createUser("second@example.com").id
      try await join(auth, organization, second, .owner)
      #expect(try await reason { try await store.deleteUser(owner) } == nil)
      #expect(try await auth.myOrganizations(as: .user(second)).map(\.id) == [organization])
    }
  }

  @Test("an organization that nobody else belongs to is left without members", arguments: Engine.available)
  func lonely(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.store().createUser("owner@example.com").id
      let company = try await auth.ensureCompany(as: .user(user)).id
      try await auth.store().deleteUser(user)
      let owners = try await auth.column("SELECT company_owner_id FROM organizations WHERE id = ?", company) {
        try $0.optionalText(0)
      }
      #expect(owners == [nil])
      let members = try await auth.column("SELECT user_id FROM memberships WHERE organization_id = ?", company) {
        try $0.text(0)
      }
      #expect(members.isEmpty)
    }
  }

  private func join(_ auth: AuthWorld, _ organization: String, _ user: String, _ role: OrganizationRole) async throws {
    try await auth.database.write(tenant: Caller.defaultTenantID) { tenant in
      try tenant.insertMembership(of: user, in: organization, as: role, at: Timestamp(microseconds: 1))
    }
  }
}
