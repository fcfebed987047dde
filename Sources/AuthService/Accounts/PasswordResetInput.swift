import Runtime

/// A checked request to set a password with a mailed token.
struct PasswordResetInput: Sendable {
  var token: String
  var password: String

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(token: String, newPassword: String) throws {
    var violations = Violations()
    violations.present(token, "token")
    PasswordRule.check(newPassword, "new_password", &violations)
    try violations.throwIfAny()
    self.token = token
    self.password = newPassword
  }
}
