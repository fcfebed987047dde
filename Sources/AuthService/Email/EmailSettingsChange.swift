import Runtime

/// What changes about them; nil stays, empty text removes.
public struct EmailSettingsChange: Sendable, Equatable {
  public var verificationURL: String?
  public var passwordResetURL: String?
  public var invitationURL: String?
  public var language: String?

  public init(
    verificationURL: String? = nil, passwordResetURL: String? = nil, invitationURL: String? = nil,
    language: String? = nil
  ) {
    self.verificationURL = verificationURL
    self.passwordResetURL = passwordResetURL
    self.invitationURL = invitationURL
    self.language = language
  }

  func applied(to settings: EmailSettings) -> EmailSettings {
    var changed = settings
    if let verificationURL { changed.verificationURL = verificationURL.isEmpty ? nil : verificationURL }
    if let passwordResetURL { changed.passwordResetURL = passwordResetURL.isEmpty ? nil : passwordResetURL }
    if let invitationURL { changed.invitationURL = invitationURL.isEmpty ? nil : invitationURL }
    if let language { changed.language = Language(rawValue: language) }
    return changed
  }

  /// What the audit log says.
  var auditDetails: [String: String] {
    var details: [String: String] = [:]
    details["email.verification_url"] = verificationURL
    details["email.password_reset_url"] = passwordResetURL
    details["email.invitation_url"] = invitationURL
    details["email.language"] = language
    return details
  }
}
