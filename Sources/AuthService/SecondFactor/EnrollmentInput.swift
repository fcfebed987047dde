import Runtime

/// A checked token and the first code of a new app.
struct EnrollmentInput: Sendable {
  var token: String
  var code: TOTPCode

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(token: String, code: String) throws {
    var violations = Violations()
    violations.challengeToken(token)
    let code = violations.totpCode(code)
    self.code = try violations.checked(code)
    self.token = token
  }
}
