extension OutgoingEmail {
  /// The way to a new password; `link` is nil when the app gave no `return_to`.
  static func passwordReset(to address: EmailAddress, token: String, link: String?) -> OutgoingEmail {
    let action =
      link.map { "Open this link to choose a new password:\n\n\($0)" } ?? "Your password reset token:\n\n\(token)"
    return OutgoingEmail(
      to: address.display, subject: "Reset your password",
      text: "\(action)\n\nIt expires in one hour. If you did not ask for this, ignore this message.\n")
  }

  /// Tells the owner of an account what may not have been their doing.
  static func passwordChanged(to address: EmailAddress) -> OutgoingEmail {
    OutgoingEmail(
      to: address.display, subject: "Your password was changed",
      text: """
        The password of your account was just changed, and other devices were logged out.

        If that was not you, reset your password at once with "Forgot password" on the login page.

        """)
  }
}
