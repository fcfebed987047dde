import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Changing a company")
struct CompanyUpdateTests {
  @Test("the given fields change, and null removes the logo", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register(displayName: "Loja").message.user.id)
      var company = try await auth.ensureCompany(.with { $0.logoURL = "https://example.com/a.png" }, as: user)
      company.created = false
      auth.clock.advance(by: .seconds(5))
      company.name = "Padaria"
      company.updatedAt = auth.clock.now().asProto
      let renamed = try await change(auth, user) { $0.name = " Padaria " }
      #expect(renamed == company)
      company.slug = "padaria"
      company.clearLogoURL()
      let changed = try await change(auth, user) {
        $0.slug = "padaria"
        $0.logoURL = .init(nilLiteral: ())
      }
      #expect(changed == company)
      #expect(try await auth.ensureCompany(as: user) == company)
    }
  }

  @Test("a slug that is taken changes nothing", arguments: Engine.available)
  func slugTaken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register("a@example.com").message.user.id)
      let other = Caller.user(try await auth.register("b@example.com").message.user.id)
      _ = try await auth.createOrganization("shop", as: other)
      let company = try await auth.ensureCompany(as: user)
      let error = try await refusal {
        try await change(auth, user) {
          $0.name = "New"
          $0.slug = "shop"
        }
      }
      #expect(error.code == .alreadyExists)
      #expect(error.reason == "SLUG_TAKEN")
      #expect(try await auth.ensureCompany(as: user).name == company.name)
      // Its own slug is nobody else's.
      #expect(try await change(auth, user) { $0.slug = company.slug }.slug == company.slug)
    }
  }

  @Test("of two companies that want a slug at once, one gets it", arguments: Engine.available)
  func slugRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      var owners: [Caller] = []
      for index in 0..<8 {
        let owner = Caller.user(try await auth.register("u\(index)@example.com").message.user.id)
        _ = try await auth.ensureCompany(as: owner)
        owners.append(owner)
      }
      let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
        for owner in owners {
          group.addTask { try await reason { try await self.change(auth, owner) { $0.slug = "wanted" } } }
        }
        return try await group.reduce(into: [String?]()) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == nil } == 1)
      #expect(outcomes.count { $0 == "SLUG_TAKEN" } == 7)
    }
  }

  @Test("bad fields are reported together")
  func badFields() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      _ = try await auth.ensureCompany(as: user)
      let found = try await refusal {
        try await change(auth, user) {
          $0.name = " "
          $0.slug = "Not a slug"
          $0.logoURL = "javascript:alert(1)"
        }
      }.violations
      #expect(found.map(\.field) == ["name", "slug", "logo_url"])
    }
  }

  @Test("without a company, or a user, there is nothing to change")
  func nothing() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let refused = try await reason { try await change(auth, user) { $0.name = "x" } }
      #expect(refused == "COMPANY_NOT_FOUND")
      let nobody = try await reason { try await change(auth, .application()) { $0.name = "x" } }
      #expect(nobody == "UNAUTHENTICATED")
    }
  }

  @Test("who loses the ownership loses the company", arguments: Engine.available)
  func role(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let company = try await auth.ensureCompany(as: user).id
      try await auth.database.write { tx in
        _ = try tx.execute("UPDATE memberships SET role = 'member' WHERE organization_id = ?", company)
      }
      #expect(try await reason { try await change(auth, user) { $0.name = "x" } } == "PERMISSION_MISSING")
    }
  }

  @Test("the same user id in another tenant has no company here", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      let user = try await auth.register().message.user.id
      _ = try await auth.ensureCompany(as: .user(user))
      let refused = try await reason { try await change(auth, .user(user, other)) { $0.name = "x" } }
      #expect(refused == "COMPANY_NOT_FOUND")
    }
  }

  private func change(
    _ auth: AuthWorld, _ user: Caller, _ change: (inout AuthV1.UpdateCompanyRequest) -> Void
  ) async throws -> AuthV1.Company {
    try await auth.call(.updateCompany, as: user, change)
  }
}
