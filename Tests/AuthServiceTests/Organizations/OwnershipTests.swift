import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Ownership of organizations")
struct OwnershipTests {
  @Test("the owner hands over and becomes an admin", arguments: Engine.available)
  func transfer(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      #expect(try await auth.transfer(team.id, to: team.member, as: team.owner).role == .owner)
      #expect(try await auth.members(of: team.id, as: team.owner).map(\.role) == [.admin, .admin, .owner, .developer])
      #expect(
        try await auth.auditedActions("organization", team.id)
          == ["organization.create", "organization.transfer_ownership"])
      #expect(try await reason { try await auth.transfer(team.id, to: team.admin, as: team.owner) } == "OWNERS_ONLY")
    }
  }

  @Test("an owner takes a second one in, and either may go", arguments: Engine.available)
  func coOwner(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.transfer(team.id, to: team.admin, remain: true, as: team.owner)
      #expect(try await auth.members(of: team.id, as: team.owner).count { $0.role == .owner } == 2)
      try await auth.remove(team.owner, from: team.id, as: team.owner)
      #expect(try await reason { try await auth.remove(team.admin, from: team.id, as: team.admin) } == "LAST_OWNER")
    }
  }

  @Test("ownership goes to another active member only", arguments: Engine.available)
  func heirs(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.deactivate(team.member, in: team.id, as: team.owner)
      for heir in [team.stranger, team.member] {
        #expect(try await reason { try await auth.transfer(team.id, to: heir, as: team.owner) } == "MEMBER_NOT_FOUND")
      }
      for heir in [team.owner, .application()] {
        let found = try await refusal { try await auth.transfer(team.id, to: heir, as: team.owner) }.violations
        #expect(found.map(\.field) == ["user_id"])
      }
    }
  }

  @Test("the last owner is not demoted, removed or deactivated", arguments: Engine.available)
  func lastOwner(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let owner = team.owner
      let refusals = [
        try await reason { try await auth.setRole(.admin, of: owner, in: team.id, as: owner) },
        try await reason { try await auth.remove(owner, from: team.id, as: owner) },
        try await reason { try await auth.deactivate(owner, in: team.id, as: owner) },
      ]
      #expect(refusals == ["LAST_OWNER", "LAST_OWNER", "LAST_OWNER"])
      #expect(try await auth.organization(team.id, as: owner).role == .owner)
    }
  }

  @Test("the last owner's own account stays while there are other members", arguments: Engine.available)
  func ownAccount(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let owner = try #require(team.owner.userID)
      let error = try await refusal { try await auth.setActive(false, owner, as: team.owner) }
      #expect(error.reason == "LAST_OWNER" && error.code == .failedPrecondition)
      #expect(error.metadata["organization_id"] == team.id)
      #expect(try await auth.organization(team.id, as: team.owner).role == .owner)
      // Others may go, and so may the owner after handing over; who is alone leaves nobody behind.
      let member = try await auth.setActive(false, try #require(team.member.userID), as: team.member)
      #expect(!member.isActive)
      try await auth.transfer(team.id, to: team.admin, as: team.owner)
      _ = try await auth.createOrganization("alone", as: team.owner)
      let left = try await auth.setActive(false, owner, as: team.owner)
      #expect(!left.isActive)
      // An owner who can't log in is nobody's heir.
      try await auth.transfer(team.id, to: team.developer, remain: true, as: team.admin)
      try await auth.administration.deactivateUser(userID: try #require(team.developer.userID))
      _ = try await auth.join(team.id, "late@example.com", as: .member, invitedBy: team.admin)
      let admin = try #require(team.admin.userID)
      #expect(try await reason { try await auth.setActive(false, admin, as: team.admin) } == "LAST_OWNER")
      #expect(try await reason { try await auth.store().deleteUser(admin) } == "LAST_OWNER")
    }
  }

  @Test(
    "operators deactivate the last owner all the same, and the organization's audit log says so",
    arguments: Engine.available)
  func operators(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let owner = try #require(team.owner.userID)
      let deactivated = try await auth.setActive(false, owner, as: .backend())
      #expect(!deactivated.isActive)
      // Once, also when it is said again.
      try await auth.administration.deactivateUser(userID: owner)
      #expect(
        try await auth.auditedActions("organization", team.id)
          == ["organization.create", "organization.left_without_owner"])
    }
  }

  @Test("an owner who can't log in or act does not count", arguments: Engine.available)
  func idleOwners(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.transfer(team.id, to: team.admin, remain: true, as: team.owner)
      try await auth.transfer(team.id, to: team.member, remain: true, as: team.owner)
      try await auth.administration.deactivateUser(userID: try #require(team.admin.userID))
      try await auth.deactivate(team.member, in: team.id, as: team.owner)
      #expect(try await reason { try await auth.remove(team.owner, from: team.id, as: team.owner) } == "LAST_OWNER")
    }
  }

  @Test("two owners who demote each other at the same moment leave one", arguments: Engine.available, 0..<5)
  func demotionRace(engine: Engine, round: Int) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.transfer(team.id, to: team.admin, remain: true, as: team.owner)
      let outcomes = try await race([
        { try await auth.setRole(.member, of: team.admin, in: team.id, as: team.owner) },
        { try await auth.setRole(.member, of: team.owner, in: team.id, as: team.admin) },
      ])
      #expect(outcomes.count { $0 == nil } == 1)
      // The late one is not an owner any more, nor an admin.
      #expect(outcomes.compactMap(\.self) == ["PERMISSION_MISSING"])
      #expect(try await auth.members(of: team.id, as: team.member).count { $0.role == .owner } == 1)
    }
  }

  @Test("of many owners who leave at the same moment one must stay", arguments: Engine.available)
  func leavingRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      for heir in [team.admin, team.member, team.developer] {
        try await auth.transfer(team.id, to: heir, remain: true, as: team.owner)
      }
      let outcomes = try await race(
        team.everybody.map { owner in { try await auth.remove(owner, from: team.id, as: owner) } })
      #expect(outcomes.count { $0 == nil } == 3)
      #expect(outcomes.compactMap(\.self) == ["LAST_OWNER"])
    }
  }

  @Test("who owns a company no more has none any more", arguments: Engine.available)
  func company(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.person("owner@example.com")
      let company = try await auth.ensureCompany(as: owner)
      let heir = try await auth.join(company.id, "heir@example.com", as: .admin, invitedBy: owner)
      try await auth.transfer(company.id, to: heir, as: owner)
      let fresh = try await auth.ensureCompany(as: owner)
      #expect(fresh.created && fresh.id != company.id)
      let adopted = try await auth.ensureCompany(as: heir)
      #expect(!adopted.created && adopted.id == company.id)
    }
  }

  @Test("a tenant that asks for step-up asks for it here", arguments: Engine.available)
  func stepUp(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.database.write { tx in _ = try tx.execute("UPDATE tenants SET step_up = 1") }
      var owner = team.owner
      owner.sessionID = try await auth.resolve(
        cookie: try #require(try await auth.login("owner@example.com").sessionToken)
      ).id
      auth.clock.advance(by: StepUp.window)
      #expect(try await reason { try await auth.transfer(team.id, to: team.admin, as: owner) } == "STEP_UP_REQUIRED")
      owner.sessionID = try await auth.resolve(
        cookie: try #require(try await auth.login("owner@example.com").sessionToken)
      ).id
      #expect(try await auth.transfer(team.id, to: team.admin, as: owner).role == .owner)
    }
  }

  /// The reasons why each of some calls at the same moment was refused, nil for those that were not.
  private func race(_ calls: [@Sendable () async throws -> any Sendable]) async throws -> [String?] {
    try await withThrowingTaskGroup(of: String?.self) { group in
      for call in calls { group.addTask { try await reason { try await call() } } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
}
