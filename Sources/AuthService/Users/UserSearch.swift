/// Which users to look for; all conditions must hold.
struct UserSearch: Sendable, Equatable {
  /// A part of the e-mail or the name, or the whole id.
  var text: String?
  var isActive: Bool?
}
