import Runtime
import Storage

/// A user in Better Auth's core schema.
struct BetterAuthUser: Sendable, Equatable {
  var id: String
  var name: String
  /// Nil for users who have none.
  var email: String?
  var isEmailVerified: Bool
  /// A picture's URL.
  var image: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A checked request for a user.
struct NewBetterAuthUser: Sendable {
  /// The creator's own id.
  var id: String?
  var name: String?
  var email: EmailAddress
  var isEmailVerified: Bool
  var image: String?
  var createdAt: Timestamp?
  var updatedAt: Timestamp?
}

/// A checked request to change a user; what is nil stays.
struct BetterAuthUserChange: Sendable {
  var name: String?
  var email: EmailAddress?
  var isEmailVerified: Bool?
  var image: NullableChange<String>
  var updatedAt: Timestamp?

  /// The names of what is to be changed, for the audit log.
  var fields: String {
    let all = [
      ("name", name != nil), ("email", email != nil), ("email_verified", isEmailVerified != nil),
      ("image", image != .keep),
    ]
    return all.filter(\.1).map(\.0).joined(separator: " ")
  }

  func applied(to user: BetterAuthUser, at now: Timestamp) -> BetterAuthUser {
    var changed = user
    if let name { changed.name = name }
    if let email { changed.email = email.display }
    if let isEmailVerified { changed.isEmailVerified = isEmailVerified }
    changed.image = image.applied(to: user.image)
    changed.updatedAt = updatedAt ?? now
    return changed
  }
}
