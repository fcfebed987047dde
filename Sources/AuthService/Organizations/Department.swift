import Storage

/// A part of an organization.
struct Department: Sendable, Equatable {
  /// What the department is called that comes with every organization.
  static let defaultName = "General"
  /// The most that an organization has.
  static let maximumCount = 500

  var id: String
  var organizationID: String
  var name: String
  var description: String?
  var isDefault: Bool
  var isActive: Bool
  var settings: SettingsObject
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// What makes a name unique in its organization.
  var nameKey: String { name.lowercased() }
}

/// A checked request for a department.
struct NewDepartment: Sendable {
  var name: String
  var description: String?
  var settings: SettingsObject
}

/// A checked change of a department; nil leaves a field as it is, and an empty description removes it.
struct DepartmentChange: Sendable {
  var name: String?
  var description: String?
  var isActive: Bool?
  var settings: SettingsObject?

  /// - Throws: ``OrganizationError/defaultDepartment`` when the default department would be deactivated.
  func applied(to department: Department, at now: Timestamp) throws -> Department {
    var changed = department
    if let name { changed.name = name }
    if let description { changed.description = description.isEmpty ? nil : description }
    if let isActive { changed.isActive = isActive }
    if let settings { changed.settings = settings }
    guard changed.isActive || !changed.isDefault else { throw OrganizationError.defaultDepartment }
    changed.updatedAt = now
    return changed
  }
}
