import Storage

/// How far a user's registration has come, in the documented spelling.
enum UserStatus: String, Sendable, CaseIterable {
  case pending, active
}

/// A user with everything that the tenant's administrators see.
struct UserDetails: Sendable, Equatable {
  var id: String
  var tenantID: String
  /// The user's identifier in the tenant's own system.
  var sub: String
  /// Nil for a user without one.
  var email: String?
  var displayName: String?
  var avatarURL: String?
  var locale: String
  var isEmailVerified: Bool
  var status: UserStatus
  var isActive: Bool
  var defaultOrganizationID: String?
  var settings: SettingsObject
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A checked request for a user without a password.
struct NewUserDetails: Sendable {
  var sub: String
  var email: EmailAddress?
  var displayName: String?
  var avatarURL: String?
  /// Nil for a user who chose none.
  var locale: String?
  var isEmailVerified: Bool
  var status: UserStatus
  var isActive: Bool
}

/// A checked change of a profile; nil leaves a field as it is, and empty text removes it.
struct ProfileUpdate: Sendable {
  var displayName: String?
  var avatarURL: String?
  var locale: String?

  func applied(to user: UserDetails) -> UserDetails {
    var changed = user
    if let displayName { changed.displayName = displayName.isEmpty ? nil : displayName }
    if let avatarURL { changed.avatarURL = avatarURL.isEmpty ? nil : avatarURL }
    if let locale { changed.locale = locale }
    return changed
  }
}

/// How many users a tenant has.
struct UserStats: Sendable, Equatable {
  var total: Int64
  var active: Int64
}
