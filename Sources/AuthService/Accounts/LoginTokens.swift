/// What a client gets when it logs in.
struct LoginTokens: Sendable {
  /// An access JWT.
  var access: String
  /// A refresh JWT.
  var refresh: String
  var user: User
}
