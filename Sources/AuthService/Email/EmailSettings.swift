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

extension Violations {
  /// Notes every bad field of a change.
  mutating func emailSettings(_ change: EmailSettingsChange) {
    for (name, url) in [
      ("verification_url", change.verificationURL), ("password_reset_url", change.passwordResetURL),
      ("invitation_url", change.invitationURL),
    ] {
      guard let url, !url.isEmpty else { continue }
      require(
        RegisteredRedirectURI(url) != nil, "email.\(name)",
        "must be an absolute https URL, or http on loopback, without fragment, user or wildcard", type: "url_parsing")
    }
    guard let language = change.language, !language.isEmpty else { return }
    let known = Language.allCases.map(\.rawValue)
    require(
      known.contains(language), "email.language", "must be one of \(known.joined(separator: ", "))", type: "enum")
  }
}
