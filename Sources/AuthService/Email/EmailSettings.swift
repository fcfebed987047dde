import Runtime

/// What a tenant decides about the e-mails to its users.
public struct EmailSettings: Sendable, Equatable {
  /// Where links lead when the app gives no `return_to`, with the token added as `token`; nil: to the gateway's
  /// own pages.
  public var verificationURL: String?
  public var passwordResetURL: String?
  public var invitationURL: String?
  /// The language of those whose own is not known; nil: what their request asks for.
  public var language: Language?

  public init(
    verificationURL: String? = nil, passwordResetURL: String? = nil, invitationURL: String? = nil,
    language: Language? = nil
  ) {
    self.verificationURL = verificationURL
    self.passwordResetURL = passwordResetURL
    self.invitationURL = invitationURL
    self.language = language
  }
}
