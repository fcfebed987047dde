/// What a tenant decides about its users' logins.
public struct TenantSettings: Sendable, Equatable {
  /// Whether users have a second factor.
  public enum SecondFactor: String, Sendable, CaseIterable {
    /// Nobody is asked for one.
    case off
    /// Whoever has one is asked for it.
    case optional
    /// Nobody logs in without one.
    case required
  }

  /// The tenant's own client at Google.
  public struct GoogleCredentials: Sendable, Equatable {
    public var clientID: String
    /// Sealed with the `SecretBox` of purpose ``TenantSettings/googleSecretPurpose``.
    public var sealedClientSecret: [UInt8]
  }

  static let googleSecretPurpose = "google client secret"

  /// Whether a new user must verify the e-mail address before the first login.
  public var emailVerificationRequired = false
  /// Where OAuth logins may return to: absolute URLs, compared whole.
  public var allowedRedirectURIs: [String] = []
  /// Whether a refresh gives a new refresh token, with reuse detection.
  public var refreshTokenRotation = false
  public var secondFactor = SecondFactor.optional
  /// Whether sensitive actions need a recent authentication.
  public var stepUp = false
  /// Whether users may log in with Google.
  public var googleEnabled = true
  /// Nil: the process's own client, if it has one.
  public var google: GoogleCredentials?
  public var email = EmailSettings()
}
