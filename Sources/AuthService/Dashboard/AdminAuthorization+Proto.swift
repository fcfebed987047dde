import Contracts
import Runtime

extension AdminAuthorization {
  /// - Throws: INVALID_ARGUMENT naming a permission that does not exist.
  init(proto: AuthV1.AuthorizeAdminRequest) throws {
    var violations = Violations()
    let permission = DashboardPermission(rawValue: proto.permission)
    violations.require(permission != nil, "permission", "is not a permission of the dashboard")
    self.init(
      tenantID: proto.tenantID, adminID: proto.adminID, sessionID: proto.sessionID,
      permission: try violations.checked(permission))
    if proto.hasUserID { targets.append(.user(proto.userID)) }
    if proto.hasOrganizationID { targets.append(.organization(proto.organizationID)) }
  }
}
