import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Organization details")
struct OrganizationDetailsTests {
  @Test("every member sees the organization with their own role", arguments: Engine.available)
  func get(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      for (caller, role) in zip(team.everybody, [AuthV1.Role.owner, .admin, .member, .developer]) {
        let seen = try await auth.organization(team.id, as: caller)
        #expect(seen.role == role)
        #expect(seen.name == "Team" && seen.slug == "team")
      }
    }
  }

  @Test("to everybody else an organization is as unknown as one that never was", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let other = try await auth.administration.createTenant(name: "Other")
      let ghost = "00000000-0000-7000-8000-00000000dead"
      let outsiders = [
        (team.id, team.stranger), (team.id, Caller.user(try #require(team.owner.userID), other)), (ghost, team.owner),
      ]
      for (id, caller) in outsiders {
        for attempt in attempts(auth, id, team.member) {
          let error = try await refusal { try await attempt(caller) }
          #expect(error.reason == "ORGANIZATION_NOT_FOUND")
          #expect(error.code == .notFound)
        }
      }
      for attempt in attempts(auth, team.id, team.member) {
        #expect(try await reason { try await attempt(.application()) } == "UNAUTHENTICATED")
      }
    }
  }

  @Test("owners and admins change it; an empty text removes, a missing one leaves", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let first = try await auth.updateOrganization(team.id, as: team.owner) {
        $0.name = " Renamed "
        $0.description_p = "About us"
        $0.logoURL = "https://cdn.example.com/logo.png"
      }
      #expect(first.name == "Renamed" && first.description_p == "About us" && first.role == .owner)
      let second = try await auth.updateOrganization(team.id, as: team.admin) { $0.description_p = "" }
      #expect(second.name == "Renamed" && !second.hasDescription_p && second.role == .admin)
      #expect(try await auth.organization(team.id, as: team.member).logoURL == "https://cdn.example.com/logo.png")
      let actions = try await auth.auditedActions("organization", team.id)
      #expect(actions == ["organization.create", "organization.update", "organization.update"])
    }
  }

  @Test("members and developers lack ORG_UPDATE", arguments: Engine.available)
  func updateRefused(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      for caller in [team.member, team.developer] {
        let error = try await refusal {
          try await auth.updateOrganization(team.id, as: caller) { $0.name = "Mine" }
        }
        #expect(error.code == .permissionDenied)
        #expect(error.reason == "PERMISSION_MISSING")
        #expect(error.metadata["permission"] == "ORG_UPDATE")
      }
      #expect(try await auth.organization(team.id, as: team.owner).name == "Team")
    }
  }

  @Test(
    "a logo is a web address",
    arguments: [
      "javascript:alert(1)", "data:image/png;base64,AAAA", "/logo.png", "https://", "https://user:pw@example.com/a",
      "https://example.com/a b", "ftp://example.com/a", "https://example.com/\n",
      "https://example.com/" + String(repeating: "x", count: 2048),
    ])
  func logo(url: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.person("owner@example.com")
      let id = try await auth.createOrganization("team", as: owner).id
      let found = try await refusal {
        try await auth.updateOrganization(id, as: owner) {
          $0.name = ""
          $0.logoURL = url
        }
      }.violations
      #expect(found.map(\.field) == ["name", "logo_url"])
    }
  }

  @Test("the default organization is one that the user belongs to", arguments: Engine.available)
  func setDefault(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let owner = team.owner
      let second = try await auth.createOrganization("second", as: owner).id
      #expect(try await auth.user(owner).defaultOrganizationID == team.id)
      #expect(try await auth.setDefault(second, as: owner).defaultOrganizationID == second)
      #expect(try await auth.user(owner).defaultOrganizationID == second)
      #expect(try await reason { try await auth.setDefault(second, as: team.member) } == "ORGANIZATION_NOT_FOUND")
      #expect(try await auth.user(team.member).defaultOrganizationID == team.id)
    }
  }

  private func attempts(
    _ auth: AuthWorld, _ id: String, _ target: Caller
  ) -> [(Caller) async throws -> Void] {
    [
      { _ = try await auth.organization(id, as: $0) },
      { _ = try await auth.updateOrganization(id, as: $0) { $0.name = "Mine" } },
      { _ = try await auth.members(of: id, as: $0) },
      { try await auth.setRole(.developer, of: target, in: id, as: $0) },
      { try await auth.remove(target, from: id, as: $0) },
      { try await auth.deactivate(target, in: id, as: $0) },
      { try await auth.activate(target, in: id, as: $0) },
      { try await auth.transfer(id, to: target, as: $0) },
      { _ = try await auth.setDefault(id, as: $0) },
      { _ = try await auth.invite("x@example.com", to: id, as: $0) },
      { _ = try await auth.invitations(of: id, as: $0) },
      { _ = try await auth.departments(of: id, as: $0) },
      { _ = try await auth.createDepartment("Sales", in: id, as: $0) },
    ]
  }
}
