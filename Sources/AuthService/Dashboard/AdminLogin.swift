/// A fresh login: the tokens, and the device cookie's value.
struct AdminLogin: Sendable {
  var tokens: AdminTokens
  var deviceCookie: String
}
