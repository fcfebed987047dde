import Runtime

extension OutgoingEmail {
  /// The way to a new password.
  static func passwordReset(
    to address: EmailAddress, token: String, link: String, in language: Language
  ) -> OutgoingEmail {
    let expiry = EmailTexts.of(language).duration(MailedToken.Purpose.passwordReset.lifetime)
    return OutgoingEmail(
      to: address.display, .passwordReset, in: language, ["link": link, "token": token, "expiry": expiry])
  }

  /// The way to a new password of a dashboard admin.
  static func adminPasswordReset(
    to address: EmailAddress, tenantName: String, token: String, link: String, in language: Language
  ) -> OutgoingEmail {
    OutgoingEmail(
      to: address.display, .adminPasswordReset, in: language,
      [
        "tenant": ShownName(tenantName).text, "link": link, "token": token,
        "expiry": EmailTexts.of(language).duration(AdminPasswordReset.lifetime),
      ])
  }

  /// Tells the owner of an account what may not have been their doing.
  static func passwordChanged(to address: EmailAddress, in language: Language) -> OutgoingEmail {
    OutgoingEmail(to: address.display, .passwordChanged, in: language)
  }

  /// The same to a dashboard admin.
  static func adminPasswordChanged(to address: EmailAddress, in language: Language) -> OutgoingEmail {
    OutgoingEmail(to: address.display, .adminPasswordChanged, in: language)
  }
}
