import Runtime

/// A link to choose a new password with, made by another system (Better Auth) and mailed by us.
struct PasswordResetMail: Sendable, Equatable {
  var to: EmailAddress
  /// Whom the message greets.
  var name: String?
  var url: String
  /// Of `url`.
  var origin: Origin

  func message(in language: Language) -> OutgoingEmail {
    let texts = EmailTexts.of(language)
    let greeting = name.map { texts.namedGreeting.replacing("{name}", with: ShownName($0).text) } ?? texts.greeting
    return OutgoingEmail(to: to.display, .linkedPasswordReset, in: language, ["greeting": greeting, "link": url])
  }
}
