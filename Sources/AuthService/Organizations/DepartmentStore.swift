import Runtime
import Storage

/// The departments of organizations.
struct DepartmentStore: Sendable {
  let database: any Database

  /// The departments of the call's organization, the default one first, then by name.
  /// - Throws: ``OrganizationError``.
  func all(_ call: MemberCall) async throws -> [Department] {
    try await database.read(tenant: call.tenantID) { tenant in
      try tenant.require(.organizationRead, call)
      return try tenant.departments(of: call.organizationID)
    }
  }

  /// A department, for a member of its organization.
  /// - Throws: ``OrganizationError/departmentNotFound``, for everybody else too.
  func department(tenantID: String, id: String, memberID: String) async throws -> Department {
    try await database.read(tenant: tenantID) { tenant in
      guard let found = try tenant.department(id), try tenant.isMember(memberID, of: found.organizationID) else {
        throw OrganizationError.departmentNotFound
      }
      return found
    }
  }

  /// - Throws: ``OrganizationError``.
  func insert(_ new: NewDepartment, id: String, by call: MemberCall) async throws -> Department {
    let department = Department(
      id: id, organizationID: call.organizationID, name: new.name, description: new.description, isDefault: false,
      isActive: true, settings: new.settings, createdAt: call.at, updatedAt: call.at)
    return try await database.write(tenant: call.tenantID) { tenant in
      try tenant.require(.departmentsManage, call)
      guard try tenant.departmentCount(of: call.organizationID) < Department.maximumCount else {
        throw OrganizationError.tooManyDepartments
      }
      guard try tenant.insert(department) else { throw OrganizationError.departmentNameTaken }
      try tenant.append(call.entry("department.create", "department", id, ["name": department.name]))
      return department
    }
  }

  /// - Throws: ``OrganizationError``.
  func update(_ change: DepartmentChange, id: String, by call: MemberCall) async throws -> Department {
    try await database.write(tenant: call.tenantID) { tenant in
      let changed = try change.applied(to: Self.managed(id, call, tenant), at: call.at)
      guard try tenant.save(changed) else { throw OrganizationError.departmentNameTaken }
      try tenant.append(call.entry("department.update", "department", id))
      return changed
    }
  }

  /// - Throws: ``OrganizationError``.
  func delete(id: String, by call: MemberCall) async throws {
    try await database.write(tenant: call.tenantID) { tenant in
      guard try !Self.managed(id, call, tenant).isDefault else { throw OrganizationError.defaultDepartment }
      try tenant.deleteDepartment(id)
      try tenant.append(call.entry("department.delete", "department", id))
    }
  }

  /// A department of the call's organization, for a user who may manage it.
  private static func managed(_ id: String, _ call: MemberCall, _ tenant: TenantTransaction) throws -> Department {
    try tenant.require(.departmentsManage, call)
    guard let found = try tenant.department(id), found.organizationID == call.organizationID else {
      throw OrganizationError.departmentNotFound
    }
    return found
  }
}
