import Contracts
import Runtime

extension Registration {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.RegisterRequest) throws {
    var violations = Violations()
    let email = violations.newEmail(proto.email, "email")
    PasswordRule.check(proto.password, "password", &violations)
    violations.text(proto.displayName, "display_name", 0...100)
    violations.require(
      !proto.hasLocale || LocaleTag.isValid(proto.locale), "locale", "must be a language tag such as 'en' or 'pt-BR'")
    let returnTo = violations.returnURL(proto.hasReturnTo ? proto.returnTo : nil, "return_to")
    self.init(
      email: try violations.checked(email), password: proto.password,
      displayName: proto.displayName.isEmpty ? nil : proto.displayName,
      locale: proto.hasLocale ? proto.locale : nil, returnTo: returnTo)
  }
}

/// A checked e-mail and password: both there, nothing more.
struct LoginWish: Sendable {
  var email: String
  var password: String

  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(proto: AuthV1.LoginRequest) throws {
    var violations = Violations()
    violations.present(proto.email, "email")
    violations.present(proto.password, "password")
    try violations.throwIfAny()
    self.email = proto.email
    self.password = proto.password
  }
}

/// A checked request for a mail.
struct MailWish: Sendable {
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

/// A checked request to set a password with a mailed token.
struct ResetWish: Sendable {
  var token: String
  var password: String

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetPasswordRequest) throws {
    try self.init(token: proto.token, password: proto.newPassword)
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetPasswordWithTokenRequest) throws {
    try self.init(token: proto.token, password: proto.newPassword)
  }

  private init(token: String, password: String) throws {
    var violations = Violations()
    violations.present(token, "token")
    PasswordRule.check(password, "new_password", &violations)
    try violations.throwIfAny()
    self.token = token
    self.password = password
  }
}

/// A checked request to change a password.
struct ChangeWish: Sendable {
  var current: String
  var new: String

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ChangePasswordRequest) throws {
    var violations = Violations()
    violations.present(proto.currentPassword, "current_password")
    PasswordRule.check(proto.newPassword, "new_password", &violations)
    try violations.throwIfAny()
    self.current = proto.currentPassword
    self.new = proto.newPassword
  }
}

extension AuthV1.RefreshRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.present(refreshToken, "refresh_token")
    try violations.throwIfAny()
    return refreshToken
  }
}

/// - Throws: INVALID_ARGUMENT without a token.
func checkedMailToken(_ token: String) throws -> String {
  var violations = Violations()
  violations.present(token, "token")
  try violations.throwIfAny()
  return token
}

extension Violations {
  /// Notes a missing text.
  mutating func present(_ text: String, _ field: String) {
    require(!text.isEmpty, field, "Field required", type: "missing")
  }

  /// An address that somebody wants to be known by: none that is made to be mistaken for another.
  mutating func newEmail(_ text: String, _ field: String) -> EmailAddress? {
    let address = email(text, field)
    require(
      address?.mixesScripts != true, field,
      "must not mix letters of different scripts that look alike, such as Latin and Cyrillic")
    return address
  }

  /// A page for mailed links, or nil for none or with its violation noted.
  mutating func returnURL(_ text: String?, _ field: String) -> ReturnURL? {
    guard let text else { return nil }
    let url = ReturnURL(text)
    require(url != nil, field, "must be an absolute http or https URL", type: "url_parsing")
    return url
  }
}
