import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension UserSearch {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  static func read(_ proto: AuthV1.ListTenantUsersRequest) throws -> (UserSearch, PageRequest) {
    var violations = Violations()
    let page = violations.page(proto.hasPage ? proto.page : nil, perPage: proto.hasPerPage ? proto.perPage : nil)
    let text = violations.searchText(proto.hasQ ? proto.q : nil, "q")
    try violations.throwIfAny()
    return (UserSearch(text: text, isActive: proto.hasIsActive ? proto.isActive : nil), page)
  }
}

extension AuthV1.ListTenantOrganizationsRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checked() throws -> (text: String?, page: PageRequest) {
    var violations = Violations()
    let page = violations.page(hasPage ? self.page : nil, perPage: hasPerPage ? perPage : nil)
    let text = violations.searchText(hasQ ? q : nil, "q")
    try violations.throwIfAny()
    return (text, page)
  }
}

extension AuditSearch {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  static func read(_ proto: AuthV1.ListTenantAuditRequest) throws -> (AuditSearch, PageRequest) {
    var violations = Violations()
    let page = violations.page(proto.hasPage ? proto.page : nil, perPage: proto.hasPerPage ? proto.perPage : nil)
    let search = AuditSearch(
      actorID: violations.searchText(proto.hasActor ? proto.actor : nil, "actor"),
      action: violations.searchText(proto.hasAction ? proto.action : nil, "action"),
      targetID: violations.searchText(proto.hasTarget ? proto.target : nil, "target"),
      from: proto.hasFrom ? violations.moment(proto.from, "from") : nil,
      to: proto.hasTo ? violations.moment(proto.to, "to") : nil)
    if let from = search.from, let to = search.to { violations.require(from < to, "to", "must be after from") }
    try violations.throwIfAny()
    return (search, page)
  }
}

extension UserDetails {
  var asTenantProto: AuthV1.TenantUser {
    .with {
      $0.id = id
      if let email { $0.email = email }
      if let displayName { $0.displayName = displayName }
      if let avatarURL { $0.avatarURL = avatarURL }
      $0.locale = locale
      $0.isActive = isActive
      $0.isEmailVerified = isEmailVerified
      $0.status = status.asProto
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension ListedSession {
  var asProto: AuthV1.TenantUserSession {
    .with {
      $0.id = session.id
      if let address = device.ipAddress { $0.ipAddress = address }
      if let agent = device.userAgent { $0.userAgent = agent }
      $0.createdAt = session.createdAt.asProto
      $0.expiresAt = session.expiresAt.asProto
    }
  }
}

extension OrganizationMembership {
  var asTenantProto: AuthV1.TenantUserOrganization {
    .with {
      $0.id = organization.id
      $0.name = organization.name
      $0.slug = organization.slug
      $0.role = role.asProto
    }
  }
}

extension ListedOrganization {
  var asProto: AuthV1.TenantOrganization {
    .with {
      $0.id = id
      $0.name = name
      $0.slug = slug
      if let description { $0.description_p = description }
      $0.memberCount = memberCount
      $0.createdAt = createdAt.asProto
    }
  }
}

extension RecordedAuditEntry {
  /// - Throws: when the details are not the JSON that was written.
  func asTenantProto() throws -> AuthV1.TenantAuditEntry {
    let details = try Google_Protobuf_Struct(jsonString: details)
    return .with {
      $0.id = id
      $0.at = at.asProto
      $0.action = action
      $0.actorType = actorKind
      if let actorID { $0.actorID = actorID }
      $0.targetType = targetType
      $0.targetID = targetID
      if let ipAddress { $0.ipAddress = ipAddress }
      if let requestID { $0.requestID = requestID }
      $0.details = details
    }
  }
}

extension ListPage<UserDetails> {
  var asTenantProto: AuthV1.ListTenantUsersResponse {
    .with {
      $0.users = items.map(\.asTenantProto)
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}

extension ListPage<ListedOrganization> {
  var asOrganizationsProto: AuthV1.ListTenantOrganizationsResponse {
    .with {
      $0.organizations = items.map(\.asProto)
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}

extension ListPage<RecordedAuditEntry> {
  func asProto() throws -> AuthV1.ListTenantAuditResponse {
    let entries = try items.map { try $0.asTenantProto() }
    return .with {
      $0.entries = entries
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}
