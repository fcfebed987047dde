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
