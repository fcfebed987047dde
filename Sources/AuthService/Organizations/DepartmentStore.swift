import Runtime
import Storage

/// The departments of organizations.
struct DepartmentStore: Sendable {
  let database: any Database

  /// The departments of the call's organization, the default one first, then by name.
  /// - Throws: ``OrganizationError``.
  func all(_ call: MemberCall) async throws -> [Department] {
    try await database.read { tx in
      _ = try MembershipStore.require(.organizationRead, tx, call)
      return try tx.all(
        """
        SELECT \(Self.columns) FROM departments d WHERE d.tenant_id = ? AND d.organization_id = ?
        ORDER BY d.is_default DESC, d.name_key, d.id
        """, call.tenantID, call.organizationID, as: Self.department)
    }
  }

  /// A department, for a member of its organization.
  /// - Throws: ``OrganizationError/departmentNotFound``, for everybody else too.
  func department(tenantID: String, id: String, memberID: String) async throws -> Department {
    try await database.read { tx in
      let found = try tx.first(
        "SELECT \(Self.columns) FROM departments d WHERE d.tenant_id = ? AND d.id = ?", tenantID, id,
        as: Self.department)
      guard let found,
        try MembershipStore.isMember(
          tx, tenantID: tenantID, organizationID: found.organizationID, userID: memberID)
      else { throw OrganizationError.departmentNotFound }
      return found
    }
  }

  /// - Throws: ``OrganizationError``.
  func insert(_ new: NewDepartment, id: String, by call: MemberCall) async throws -> Department {
    let department = Department(
      id: id, organizationID: call.organizationID, name: new.name, description: new.description, isDefault: false,
      isActive: true, settings: new.settings, createdAt: call.at, updatedAt: call.at)
    return try await database.write { tx in
      _ = try MembershipStore.require(.departmentsManage, tx, call)
      let count = try tx.first(
        "SELECT COUNT(*) FROM departments WHERE tenant_id = ? AND organization_id = ?", call.tenantID,
        call.organizationID
      ) { try $0.int(0) }
      guard count ?? 0 < Department.maximumCount else { throw OrganizationError.tooManyDepartments }
      guard try Self.insert(tx, department, tenantID: call.tenantID) else {
        throw OrganizationError.departmentNameTaken
      }
      try AuditLog.append(tx, call.entry("department.create", "department", id, ["name": department.name]))
      return department
    }
  }

  /// - Throws: ``OrganizationError``.
  func update(_ update: DepartmentUpdate, id: String, by call: MemberCall) async throws -> Department {
    try await database.write { tx in
      let changed = try update.applied(to: try Self.managed(tx, id: id, call), at: call.at)
      let isTaken = try tx.exists(
        "SELECT 1 FROM departments WHERE tenant_id = ? AND organization_id = ? AND name_key = ? AND id <> ?",
        call.tenantID, call.organizationID, changed.nameKey, id)
      guard !isTaken else { throw OrganizationError.departmentNameTaken }
      try tx.execute(
        """
        UPDATE departments SET name = ?, name_key = ?, description = ?, is_active = ?, settings = ?, updated_at = ?
        WHERE tenant_id = ? AND id = ?
        """, changed.name, changed.nameKey, changed.description, changed.isActive, changed.settings.text,
        changed.updatedAt, call.tenantID, id)
      try AuditLog.append(tx, call.entry("department.update", "department", id))
      return changed
    }
  }

  /// - Throws: ``OrganizationError``.
  func delete(id: String, by call: MemberCall) async throws {
    try await database.write { tx in
      guard try !Self.managed(tx, id: id, call).isDefault else { throw OrganizationError.defaultDepartment }
      try tx.execute("DELETE FROM departments WHERE tenant_id = ? AND id = ?", call.tenantID, id)
      try AuditLog.append(tx, call.entry("department.delete", "department", id))
    }
  }

  // MARK: In the caller's transaction

  /// Adds the department that comes with every organization.
  static func insertDefault(
    _ tx: any Transaction, id: String, tenantID: String, organizationID: String, at now: Timestamp
  ) throws {
    _ = try insert(
      tx,
      Department(
        id: id, organizationID: organizationID, name: Department.defaultName, description: nil, isDefault: true,
        isActive: true, settings: .empty, createdAt: now, updatedAt: now), tenantID: tenantID)
  }

  /// False when the name is taken.
  private static func insert(_ tx: any Transaction, _ department: Department, tenantID: String) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO departments (tenant_id, id, organization_id, name, name_key, description, is_default, is_active,
        settings, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, organization_id, name_key) DO NOTHING
      """, tenantID, department.id, department.organizationID, department.name, department.nameKey,
      department.description, department.isDefault, department.isActive, department.settings.text,
      department.createdAt, department.updatedAt)
    return inserted > 0
  }

  /// A department of the call's organization, for a user who may manage it.
  private static func managed(_ tx: any Transaction, id: String, _ call: MemberCall) throws -> Department {
    _ = try MembershipStore.require(.departmentsManage, tx, call)
    let found = try tx.first(
      "SELECT \(columns) FROM departments d WHERE d.tenant_id = ? AND d.organization_id = ? AND d.id = ?",
      call.tenantID, call.organizationID, id, as: department)
    guard let found else { throw OrganizationError.departmentNotFound }
    return found
  }

  private static let columns = """
    d.id, d.organization_id, d.name, d.description, d.is_default, d.is_active, d.settings, d.created_at, d.updated_at
    """

  private static func department(_ row: any Row) throws -> Department {
    Department(
      id: try row.text(0), organizationID: try row.text(1), name: try row.text(2),
      description: try row.optionalText(3), isDefault: try row.bool(4), isActive: try row.bool(5),
      settings: try SettingsObject(stored: row.text(6)), createdAt: try row.time(7), updatedAt: try row.time(8))
  }
}
