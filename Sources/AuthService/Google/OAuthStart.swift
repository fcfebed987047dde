/// What an app asks for when a login begins.
struct OAuthStart: Sendable {
  var redirectURI: String
  /// What the app will know its own login by.
  var clientState: String?
}
