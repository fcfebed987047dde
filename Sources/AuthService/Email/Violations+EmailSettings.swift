import Runtime

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
