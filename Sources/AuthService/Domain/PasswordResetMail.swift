/// A link to choose a new password with, made by another system (Better Auth) and mailed by us.
struct PasswordResetMail: Sendable, Equatable {
  var to: EmailAddress
  /// Whom the message greets.
  var name: String?
  var url: String
  /// Of `url`.
  var origin: Origin

  var message: OutgoingEmail {
    OutgoingEmail(
      to: to.display, subject: "Reset your password",
      text: """
        \(name.map { "Hello \($0)," } ?? "Hello,")

        Open this link to choose a new password:

        \(url)

        If you did not ask for this, ignore this message: your password stays as it is.

        """)
  }
}
