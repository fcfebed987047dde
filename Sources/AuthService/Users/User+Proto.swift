import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension NewUserDetails {
  /// - Parameter tenantID: the key's.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateUserRequest, tenantID: String) throws {
    var violations = Violations()
    violations.text(proto.sub, "sub", 1...255)
    let email = proto.hasEmail ? violations.newEmail(proto.email, "email") : nil
    violations.profile(
      displayName: proto.displayName, avatarURL: proto.avatarURL,
      locale: proto.hasLocale ? proto.locale : LocaleTag.standard)
    violations.require(!proto.hasTenantID || proto.tenantID == tenantID, "tenant_id", "must be the API key's tenant")
    let status = violations.status(proto)
    self.init(
      sub: proto.sub, email: email, displayName: proto.displayName.isEmpty ? nil : proto.displayName,
      avatarURL: proto.avatarURL.isEmpty ? nil : proto.avatarURL, locale: proto.hasLocale ? proto.locale : nil,
      isEmailVerified: proto.isEmailVerified, status: try violations.checked(status),
      isActive: !proto.hasIsActive || proto.isActive)
  }
}

extension ProfileUpdate {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateUserRequest) throws {
    var violations = Violations()
    violations.profile(
      displayName: proto.displayName, avatarURL: proto.avatarURL,
      locale: proto.hasLocale ? proto.locale : LocaleTag.standard)
    try violations.throwIfAny()
    self.init(
      displayName: proto.hasDisplayName ? proto.displayName : nil,
      avatarURL: proto.hasAvatarURL ? proto.avatarURL : nil, locale: proto.hasLocale ? proto.locale : nil)
  }
}

extension Violations {
  fileprivate mutating func profile(displayName: String, avatarURL: String, locale: String) {
    text(displayName, "display_name", 0...100)
    webAddress(avatarURL, "avatar_url")
    require(LocaleTag.isValid(locale), "locale", "must be a language tag such as 'en' or 'pt-BR'")
  }

  fileprivate mutating func status(_ proto: AuthV1.CreateUserRequest) -> UserStatus? {
    guard proto.hasStatus else { return .pending }
    switch proto.status {
    case .pending: return .pending
    case .active: return .active
    case .unspecified, .UNRECOGNIZED: add("status", "must be 'pending' or 'active'", type: "enum")
    }
    return nil
  }

  /// An object that can be kept; nil with its violations noted.
  mutating func settings(_ json: Google_Protobuf_Struct) -> SettingsObject? {
    do {
      return try SettingsObject(json)
    } catch {
      for violation in ServiceError(any: error).violations {
        add(violation.field, violation.message, type: violation.type)
      }
      return nil
    }
  }
}

extension AuthV1.ListUsersRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checkedPage() throws -> PageRequest {
    var violations = Violations()
    let page = PageRequest(page: hasPage ? self.page : 1, perPage: hasPerPage ? perPage : 20)
    violations.number(page.page, "page", 1...Int32.max)
    violations.number(page.perPage, "per_page", 1...100)
    try violations.throwIfAny()
    return page
  }
}

extension ListPage<UserDetails> {
  var asListUsersProto: AuthV1.ListUsersResponse {
    .with {
      $0.users = items.map { $0.asProto(withSettings: false) }
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}

extension UserStats {
  var asProto: AuthV1.UserStats {
    .with {
      $0.totalUsers = total
      $0.activeUsers = active
      $0.inactiveUsers = total - active
    }
  }
}

extension UserDetails {
  func asProto(withSettings: Bool) -> AuthV1.UserDetails {
    .with {
      $0.id = id
      $0.email = email ?? ""
      if let displayName { $0.displayName = displayName }
      if let avatarURL { $0.avatarURL = avatarURL }
      $0.locale = locale
      $0.isActive = isActive
      $0.tenantID = tenantID
      $0.sub = sub
      $0.isEmailVerified = isEmailVerified
      $0.status = status.asProto
      if let defaultOrganizationID { $0.defaultOrganizationID = defaultOrganizationID }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      if withSettings { $0.settings = settings.json }
    }
  }
}

extension UserStatus {
  var asProto: AuthV1.UserStatus {
    switch self {
    case .pending: .pending
    case .active: .active
    }
  }
}
