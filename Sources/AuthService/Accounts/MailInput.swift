import Runtime

/// A checked request for a mail.
struct MailInput: Sendable {
  var address: EmailAddress
  var returnTo: ReturnURL?

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(email: String, returnTo: String?) throws {
    var violations = Violations()
    let address = violations.email(email, "email")
    self.returnTo = violations.returnURL(returnTo, "return_to")
    self.address = try violations.checked(address)
  }
}
