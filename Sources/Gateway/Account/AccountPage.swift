/// A page of the gateway's own that does what an e-mail asks for, where no app has one. Sending it calls a
/// documented endpoint that wants nothing but the token.
enum AccountPage: String, CaseIterable, Sendable {
  case verify
  case reset
  case invitation
  case teamInvitation = "team-invitation"
  case adminReset = "admin-reset"

  static let prefix = "/account/"

  /// Nil for any other path.
  init?(path: String) {
    guard path.hasPrefix(Self.prefix) else { return nil }
    self.init(rawValue: String(path.dropFirst(Self.prefix.count)))
  }

  /// What the page calls.
  var endpoint: String {
    switch self {
    case .verify: "/v1/auth/verify-email-with-token"
    case .reset: "/v1/auth/reset-password-with-token"
    case .invitation: "/v1/organizations/accept-invitation-with-token"
    case .teamInvitation: "/v1/tenant-auth/accept-invitation"
    case .adminReset: "/v1/tenant-auth/reset-password"
    }
  }

  /// What the endpoint calls the password; nil where it takes none.
  var passwordField: String? {
    switch self {
    case .verify: nil
    case .reset, .adminReset: "new_password"
    case .invitation, .teamInvitation: "password"
    }
  }

  /// Whether the endpoint takes a `display_name`.
  var hasName: Bool { self == .invitation || self == .teamInvitation }

  /// Whether the password may be one that the reader has already.
  var mayKnowPassword: Bool { self == .invitation }
}
