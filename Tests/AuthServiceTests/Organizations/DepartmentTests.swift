import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@testable import AuthService

@Suite("Departments")
struct DepartmentTests {
  @Test("every organization and company comes with a default department", arguments: Engine.available)
  func defaultDepartment(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.person("owner@example.com")
      let organization = try await auth.createOrganization("team", as: owner).id
      let general = try #require(try await auth.departments(of: organization, as: owner).first)
      #expect(general.name == "General" && general.isDefault && general.isActive)
      #expect(general.organizationID == organization)
      #expect(general.hasSettings && general.settings.fields.isEmpty && !general.hasDescription_p)
      #expect(general.createdAt == auth.clock.now().asProto)
      let other = try await auth.person("other@example.com")
      let company = try await auth.ensureCompany(as: other).id
      #expect(try await auth.departments(of: company, as: other).map(\.isDefault) == [true])
    }
  }

  @Test("organizations from before departments get theirs with the migration", arguments: Engine.available)
  func backfill(engine: Engine) async throws {
    try await withDatabase(engine, schema: "auth") { database in
      let before = AuthSchema.migrations.prefix { $0.id != AuthSchema.departments.id }
      try await database.migrate(Array(before))
      try await database.write { tx in
        try tx.execute(
          "INSERT INTO tenants (id, name, status, created_at, updated_at) VALUES ('t', 'T', 'active', 1, 1)")
        for id in ["a", "b"] {
          try tx.execute(
            "INSERT INTO organizations (tenant_id, id, name, slug, created_at, updated_at) VALUES ('t', ?, ?, ?, 7, 8)",
            id, id, id)
        }
      }
      try await database.migrate(AuthSchema.migrations)
      let rows = try await database.read { tx in
        try tx.all("SELECT id, organization_id, name, is_default, created_at FROM departments ORDER BY organization_id")
        { row in
          (id: try row.text(0), organization: try row.text(1), name: try row.text(2), isDefault: try row.bool(3))
        }
      }
      #expect(rows.map(\.organization) == ["a", "b"])
      #expect(rows.allSatisfy { $0.name == "General" && $0.isDefault && isUUID($0.id) })
      #expect(Set(rows.map(\.id)).count == 2)
    }
  }

  @Test("the default department comes first, the others by name", arguments: Engine.available)
  func list(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let sales = try await auth.createDepartment("Sales", in: team.id, as: team.admin) {
        $0.description_p = "Sells"
        $0.settings = ["region": "south"]
      }
      _ = try await auth.createDepartment("accounting", in: team.id, as: team.owner)
      let listed = try await auth.departments(of: team.id, as: team.member)
      #expect(listed.map(\.name) == ["General", "accounting", "Sales"])
      #expect(listed.last == sales)
      #expect(sales.description_p == "Sells" && sales.settings == ["region": "south"] && !sales.isDefault)
    }
  }

  @Test("owners and admins change and delete departments", arguments: Engine.available)
  func change(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let sales = try await auth.createDepartment("Sales", in: team.id, as: team.owner) { $0.description_p = "Sells" }
      auth.clock.advance(by: .seconds(1))
      let changed = try await auth.updateDepartment(sales, as: team.admin) {
        $0.name = "Trade"
        $0.description_p = ""
        $0.isActive = false
      }
      #expect(changed.name == "Trade" && !changed.hasDescription_p && !changed.isActive)
      #expect(changed.createdAt == sales.createdAt && changed.updatedAt == auth.clock.now().asProto)
      try await auth.deleteDepartment(changed, as: team.admin)
      #expect(try await auth.departments(of: team.id, as: team.owner).map(\.name) == ["General"])
      #expect(try await reason { try await auth.deleteDepartment(changed, as: team.admin) } == "DEPARTMENT_NOT_FOUND")
      #expect(
        try await auth.auditedActions("department", sales.id)
          == ["department.create", "department.update", "department.delete"])
    }
  }

  @Test("members only look", arguments: Engine.available)
  func permission(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let general = try #require(try await auth.departments(of: team.id, as: team.developer).first)
      for caller in [team.member, team.developer] {
        let refusals = [
          try await reason { try await auth.createDepartment("Mine", in: team.id, as: caller) },
          try await reason { try await auth.updateDepartment(general, as: caller) { $0.name = "Mine" } },
          try await reason { try await auth.deleteDepartment(general, as: caller) },
        ]
        #expect(refusals == Array(repeating: "PERMISSION_MISSING", count: 3))
      }
    }
  }

  @Test("the default department stays, under whatever name", arguments: Engine.available)
  func keepDefault(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let general = try #require(try await auth.departments(of: team.id, as: team.owner).first)
      #expect(try await reason { try await auth.deleteDepartment(general, as: team.owner) } == "DEFAULT_DEPARTMENT")
      let deactivated = try await reason {
        try await auth.updateDepartment(general, as: team.owner) { $0.isActive = false }
      }
      #expect(deactivated == "DEFAULT_DEPARTMENT")
      #expect(try await auth.updateDepartment(general, as: team.owner) { $0.name = "Everybody" }.isDefault)
    }
  }

  @Test("a name is taken once in an organization, in any case", arguments: Engine.available)
  func nameTaken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let sales = try await auth.createDepartment("Sales", in: team.id, as: team.owner)
      #expect(
        try await reason { try await auth.createDepartment("SALES", in: team.id, as: team.owner) }
          == "DEPARTMENT_NAME_TAKEN")
      #expect(
        try await reason { try await auth.updateDepartment(sales, as: team.owner) { $0.name = "general" } }
          == "DEPARTMENT_NAME_TAKEN")
      #expect(try await auth.updateDepartment(sales, as: team.owner) { $0.name = "SALES" }.name == "SALES")
      let other = try await auth.createOrganization("other", as: team.owner).id
      #expect(try await auth.createDepartment("Sales", in: other, as: team.owner).name == "Sales")
    }
  }

  @Test("bad fields are reported together")
  func badFields() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let team = try await Team(auth)
      let found = try await refusal {
        try await auth.createDepartment(" ", in: team.id, as: team.owner) {
          $0.description_p = String(repeating: "x", count: 2001)
          $0.settings = ["long": .init(stringValue: String(repeating: "x", count: SettingsObject.maximumBytes))]
        }
      }.violations
      #expect(found.map(\.field) == ["name", "description", "settings"])
    }
  }

  @Test("a department is shown for a member only", arguments: Engine.available)
  func get(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let general = try #require(try await auth.departments(of: team.id, as: team.owner).first)
      #expect(try await auth.department(general.id, for: team.member.userID ?? "") == general)
      let other = try await auth.administration.createTenant(name: "Other")
      let member = try #require(team.member.userID)
      let refusals = [
        try await reason { try await auth.department(general.id, for: team.stranger.userID ?? "") },
        try await reason { try await auth.department("00000000-0000-7000-8000-00000000dead", for: member) },
        try await reason { try await auth.department(general.id, for: member, tenant: other) },
      ]
      #expect(refusals == Array(repeating: "DEPARTMENT_NOT_FOUND", count: 3))
      #expect(
        try await refusal { try await auth.department(general.id, for: "") }.violations.map(\.field) == ["user_id"])
      try await auth.deactivate(team.member, in: team.id, as: team.owner)
      #expect(try await reason { try await auth.department(general.id, for: member) } == "DEPARTMENT_NOT_FOUND")
    }
  }

  @Test("a department of another organization is not found through one's own", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      var sales = try await auth.createDepartment("Sales", in: team.id, as: team.owner)
      sales.organizationID = try await auth.createOrganization("theirs", as: team.stranger).id
      let refusals = [
        try await reason { try await auth.updateDepartment(sales, as: team.stranger) { $0.name = "Mine" } },
        try await reason { try await auth.deleteDepartment(sales, as: team.stranger) },
      ]
      #expect(refusals == Array(repeating: "DEPARTMENT_NOT_FOUND", count: 2))
    }
  }
}

extension AuthWorld {
  func departments(of id: String, as caller: Caller) async throws -> [AuthV1.Department] {
    let response = try await call(.listOrganizationDepartments, as: caller) { $0.organizationID = id }
    return response.departments
  }

  func createDepartment(
    _ name: String, in id: String, as caller: Caller, _ more: (inout AuthV1.CreateDepartmentRequest) -> Void = { _ in }
  ) async throws -> AuthV1.Department {
    try await call(.createDepartment, as: caller) {
      $0.organizationID = id
      $0.name = name
      more(&$0)
    }
  }

  fileprivate func updateDepartment(
    _ department: AuthV1.Department, as caller: Caller, _ change: (inout AuthV1.UpdateDepartmentRequest) -> Void
  ) async throws -> AuthV1.Department {
    try await call(.updateDepartment, as: caller) {
      $0.organizationID = department.organizationID
      $0.departmentID = department.id
      change(&$0)
    }
  }

  @discardableResult
  fileprivate func deleteDepartment(
    _ department: AuthV1.Department, as caller: Caller
  ) async throws -> AuthV1.DeleteDepartmentResponse {
    try await call(.deleteDepartment, as: caller) {
      $0.organizationID = department.organizationID
      $0.departmentID = department.id
    }
  }

  fileprivate func department(
    _ id: String, for userID: String, tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.Department {
    try await call(.getDepartment, as: .application(tenant)) {
      $0.departmentID = id
      $0.userID = userID
    }
  }
}
