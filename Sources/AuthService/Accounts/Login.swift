/// A fresh login: the tokens, and the values of the session's and the device's cookie.
struct Login: Sendable {
  var tokens: LoginTokens
  var cookie: String
  var deviceCookie: String
}
