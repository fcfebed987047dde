import Contracts
import Runtime

extension NewDepartment {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateDepartmentRequest) throws {
    var violations = Violations()
    let name = violations.name(proto.name)
    violations.text(proto.description_p, "description", 0...2000)
    let settings = violations.settings(proto.settings)
    self.init(
      name: name, description: proto.description_p.isEmpty ? nil : proto.description_p,
      settings: try violations.checked(settings))
  }
}

extension DepartmentChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateDepartmentRequest) throws {
    var violations = Violations()
    let name = proto.hasName ? violations.name(proto.name) : nil
    violations.text(proto.description_p, "description", 0...2000)
    let settings = proto.hasSettings ? violations.settings(proto.settings) : nil
    try violations.throwIfAny()
    self.init(
      name: name, description: proto.hasDescription_p ? proto.description_p : nil,
      isActive: proto.hasIsActive ? proto.isActive : nil, settings: settings)
  }
}

extension AuthV1.GetDepartmentRequest {
  /// - Throws: INVALID_ARGUMENT without a user.
  func checkedUserID() throws -> String {
    var violations = Violations()
    violations.present(userID, "user_id")
    try violations.throwIfAny()
    return userID
  }
}

extension Department {
  var asProto: AuthV1.Department {
    .with {
      $0.id = id
      $0.organizationID = organizationID
      $0.name = name
      if let description { $0.description_p = description }
      $0.isDefault = isDefault
      $0.isActive = isActive
      $0.settings = settings.json
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
