/// What a client gets when it logs in.
struct LoginTokens: Sendable {
  /// An access JWT.
  var access: String
  /// A refresh JWT.
  var refresh: String
  var user: User
}

/// A fresh login: the tokens, and the values of the session's and the device's cookie.
struct Login: Sendable {
  var tokens: LoginTokens
  var cookie: String
  var deviceCookie: String
}

/// How a user proved who they are.
enum LoginMethod: String, Sendable {
  case password, google, registration
  case secondFactor = "second_factor"
}

/// What registration came to.
enum RegistrationOutcome: Sendable {
  case admitted(LoginOutcome)
  /// The tenant wants the e-mail verified first; a message is on its way.
  case verificationRequired
}
