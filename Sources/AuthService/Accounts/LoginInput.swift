import Runtime

/// A checked e-mail and password: both there, nothing more.
struct LoginInput: Sendable {
  var email: String
  var password: String

  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(email: String, password: String) throws {
    var violations = Violations()
    violations.present(email, "email")
    violations.present(password, "password")
    try violations.throwIfAny()
    self.email = email
    self.password = password
  }
}
