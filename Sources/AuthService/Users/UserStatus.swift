/// How far a user's registration has come, in the documented spelling.
enum UserStatus: String, Sendable, CaseIterable {
  case pending, active
}
