import Runtime

/// A checked request to change a password.
struct PasswordChangeInput: Sendable {
  var current: String
  var new: String

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(currentPassword: String, newPassword: String) throws {
    var violations = Violations()
    violations.present(currentPassword, "current_password")
    PasswordRule.check(newPassword, "new_password", &violations)
    try violations.throwIfAny()
    self.current = currentPassword
    self.new = newPassword
  }
}
