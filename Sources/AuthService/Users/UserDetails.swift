import Storage

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
