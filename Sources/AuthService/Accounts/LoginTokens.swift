/// What a client gets when it logs in.
struct LoginTokens: Sendable {
  /// An access JWT.
  var access: String
  /// A refresh JWT.
  var refresh: String
  var user: User
}

/// A fresh login: the tokens, and the session cookie's value.
struct Login: Sendable {
  var tokens: LoginTokens
  var cookie: String
}

/// What registration came to.
enum RegistrationOutcome: Sendable {
  case loggedIn(Login)
  /// The tenant wants the e-mail verified first; a message is on its way.
  case verificationRequired
}
