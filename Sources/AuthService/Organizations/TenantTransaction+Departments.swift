import Storage

/// The departments of organizations.
extension TenantTransaction {
  private static let departmentColumns = """
    d.id, d.organization_id, d.name, d.description, d.is_default, d.is_active, d.settings, d.created_at, d.updated_at
    """

  private static func department(_ row: any Row) throws -> Department {
    Department(
      id: try row.text(0), organizationID: try row.text(1), name: try row.text(2),
      description: try row.optionalText(3), isDefault: try row.bool(4), isActive: try row.bool(5),
      settings: SettingsObject(stored: try row.text(6)), createdAt: try row.time(7), updatedAt: try row.time(8))
  }

  /// A department of whatever organization.
  func department(_ departmentID: String) throws -> Department? {
    try tx.first(
      "SELECT \(Self.departmentColumns) FROM departments d WHERE d.tenant_id = ? AND d.id = ?", id, departmentID,
      as: Self.department)
  }

  /// The departments of an organization, the default one first, then by name.
  func departments(of organizationID: String) throws -> [Department] {
    try tx.all(
      """
      SELECT \(Self.departmentColumns) FROM departments d WHERE d.tenant_id = ? AND d.organization_id = ?
      ORDER BY d.is_default DESC, d.name_key, d.id
      """, id, organizationID, as: Self.department)
  }

  func departmentCount(of organizationID: String) throws -> Int64 {
    try tx.first("SELECT COUNT(*) FROM departments WHERE tenant_id = ? AND organization_id = ?", id, organizationID) {
      try $0.int(0)
    } ?? 0
  }

  /// Adds a department; false when its organization has one of its name.
  func insert(_ department: Department) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO departments (tenant_id, id, organization_id, name, name_key, description, is_default, is_active,
        settings, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, organization_id, name_key) DO NOTHING
      """, id, department.id, department.organizationID, department.name, department.nameKey,
      department.description, department.isDefault, department.isActive, department.settings.text,
      department.createdAt, department.updatedAt)
    return inserted > 0
  }

  /// Adds the department that comes with every organization.
  func insertDefaultDepartment(id departmentID: String, of organizationID: String, at now: Timestamp) throws {
    _ = try insert(
      Department(
        id: departmentID, organizationID: organizationID, name: Department.defaultName, description: nil,
        isDefault: true, isActive: true, settings: .empty, createdAt: now, updatedAt: now))
  }

  /// Writes a department's changes; false when its organization has another one of its name.
  func save(_ department: Department) throws -> Bool {
    let isTaken = try tx.exists(
      "SELECT 1 FROM departments WHERE tenant_id = ? AND organization_id = ? AND name_key = ? AND id <> ?", id,
      department.organizationID, department.nameKey, department.id)
    guard !isTaken else { return false }
    try tx.execute(
      """
      UPDATE departments SET name = ?, name_key = ?, description = ?, is_active = ?, settings = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, department.name, department.nameKey, department.description, department.isActive,
      department.settings.text, department.updatedAt, id, department.id)
    return true
  }

  func deleteDepartment(_ departmentID: String) throws {
    try tx.execute("DELETE FROM departments WHERE tenant_id = ? AND id = ?", id, departmentID)
  }
}
