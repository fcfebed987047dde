import Runtime

extension Violations {
  /// Notes what can't be the token of a login that waits.
  mutating func challengeToken(_ text: String) {
    require(!text.isEmpty, "mfa_token", "Field required", type: "missing")
    require(text.utf8.count <= 256, "mfa_token", "should have at most 256 bytes", type: "string_too_long")
  }

  /// A code of six digits, or nil with its violation noted.
  mutating func totpCode(_ text: String) -> TOTPCode? {
    let code = TOTPCode(text)
    if text.isEmpty {
      add("code", "Field required", type: "missing")
    } else if code == nil {
      add("code", "must be six digits", type: "string_pattern_mismatch")
    }
    return code
  }

  /// The one answer that was given, or nil with its violation noted.
  mutating func answer(code: String?, recoveryCode: String?) -> SecondFactorAnswer? {
    guard let recoveryCode else { return totpCode(code ?? "").map { .code($0) } }
    require(code == nil, "code", "can't be given together with recovery_code")
    guard let read = RecoveryCode(recoveryCode) else {
      add("recovery_code", "must be a recovery code such as k7qd-2m4x-w9tf", type: "string_pattern_mismatch")
      return nil
    }
    return .recoveryCode(read)
  }
}
