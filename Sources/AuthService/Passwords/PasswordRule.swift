import Runtime

/// What a new password must be like (genlobe: at least 8 characters, an upper-case letter, a
/// lower-case letter and a digit).
enum PasswordRule {
  /// The longest password in bytes; longer ones would only cost time.
  static let maximumBytes = 1024

  /// Notes every rule that the password breaks.
  static func check(_ password: String, _ field: String, _ violations: inout Violations) {
    guard !password.isEmpty else { return violations.add(field, "Field required", type: "missing") }
    guard password.utf8.count <= maximumBytes else {
      return violations.add(field, "should have at most \(maximumBytes) bytes", type: "string_too_long")
    }
    violations.require(
      password.count >= 8, field, "should have at least 8 characters", type: "string_too_short")
    violations.require(
      password.contains(where: \.isUppercase), field, "must contain at least one uppercase letter")
    violations.require(
      password.contains(where: \.isLowercase), field, "must contain at least one lowercase letter")
    violations.require(
      password.contains { $0.wholeNumberValue != nil }, field, "must contain at least one digit")
  }
}
