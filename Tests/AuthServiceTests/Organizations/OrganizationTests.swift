import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Organizations and companies")
struct OrganizationTests {
  @Test("the creator owns the organization and finds it in the list", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let first = try await auth.createOrganization("first", name: " First ", as: user)
      #expect(first.name == "First")
      #expect(first.role == .owner)
      #expect(!first.hasDescription_p)
      auth.clock.advance(by: .seconds(1))
      let second = try await auth.createOrganization("second", as: user)
      #expect(try await auth.myOrganizations(as: user) == [first, second])
    }
  }

  @Test("a slug is taken once in a tenant", arguments: Engine.available)
  func slugTaken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      _ = try await auth.createOrganization("shop", as: user)
      let error = try await refusal { try await auth.createOrganization("shop", as: user) }
      #expect(error.code == .alreadyExists)
      #expect(error.reason == "SLUG_TAKEN")
      #expect(try await auth.myOrganizations(as: user).count == 1)
    }
  }

  @Test("bad names and slugs are reported together")
  func violations() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let found = try await refusal {
        try await auth.createOrganization("Not A Slug", name: "  ", as: user)
      }.violations
      #expect(found.map(\.field) == ["name", "slug"])
    }
  }

  @Test("nobody creates an organization for an unknown user", arguments: Engine.available)
  func unknownUser(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let ghost = Caller.user("00000000-0000-7000-8000-00000000dead")
      let refused = try await reason { try await auth.createOrganization("ghost", as: ghost) }
      #expect(refused == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.ensureCompany(as: ghost) } == "USER_NOT_FOUND")
      #expect(try await reason { try await auth.createOrganization("x-y", as: .application()) } == "UNAUTHENTICATED")
    }
  }

  @Test("a company is made from the user, once", arguments: Engine.available)
  func ensure(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register(displayName: "Padaria São João").message.user.id)
      #expect(try await reason { try await company(auth, user) } == "COMPANY_NOT_FOUND")
      let made = try await auth.ensureCompany(as: user)
      #expect(made.created)
      #expect(made.name == "Padaria São João")
      #expect(made.slug == "padaria-sao-joao")
      #expect(made.ownerUserID == user.userID)
      var again = try await auth.ensureCompany(.with { $0.name = "Other" }, as: user)
      #expect(!again.created)
      again.created = true
      #expect(again == made)
      #expect(try await company(auth, user).id == made.id)
      #expect(try await auth.myOrganizations(as: user).map(\.id) == [made.id])
    }
  }

  @Test("an organization that the user owns already becomes the company", arguments: Engine.available)
  func adopt(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let oldest = try await auth.createOrganization("oldest", as: user)
      auth.clock.advance(by: .seconds(1))
      _ = try await auth.createOrganization("newest", as: user)
      let ensured = try await auth.ensureCompany(as: user)
      #expect(ensured.id == oldest.id)
      #expect(!ensured.created)
      #expect(try await auth.myOrganizations(as: user).count == 2)
    }
  }

  @Test("companies of the same name get different slugs; a slug asked for is not changed", arguments: Engine.available)
  func companySlugs(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      var slugs: [String] = []
      for index in 0..<6 {
        let id = try await auth.register("u\(index)@example.com", displayName: "Loja").message.user.id
        slugs.append(try await auth.ensureCompany(as: .user(id)).slug)
      }
      #expect(slugs.prefix(4) == ["loja", "loja-2", "loja-3", "loja-4"])
      #expect(Set(slugs).count == 6)
      let late = Caller.user(try await auth.register("late@example.com").message.user.id)
      #expect(try await reason { try await auth.ensureCompany(.with { $0.slug = "loja" }, as: late) } == "SLUG_TAKEN")
    }
  }

  @Test("twenty calls at once make one company", arguments: Engine.available)
  func ensureRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = Caller.user(try await auth.register().message.user.id)
      let answers = try await withThrowingTaskGroup(of: AuthV1.Company.self) { group in
        for _ in 0..<20 { group.addTask { try await auth.ensureCompany(as: user) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(answers.map(\.id)).count == 1)
      #expect(answers.count(where: \.created) == 1)
      #expect(try await auth.myOrganizations(as: user).count == 1)
    }
  }

  private func company(_ auth: AuthWorld, _ user: Caller) async throws -> AuthV1.Company {
    try await auth.call(.getCompany, as: user)
  }
}
