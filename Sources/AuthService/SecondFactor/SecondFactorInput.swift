import Runtime

/// A checked token and one answer.
struct SecondFactorInput: Sendable {
  var token: String
  var answer: SecondFactorAnswer

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(token: String, code: String?, recoveryCode: String?) throws {
    var violations = Violations()
    violations.challengeToken(token)
    let answer = violations.answer(code: code, recoveryCode: recoveryCode)
    self.answer = try violations.checked(answer)
    self.token = token
  }
}
