import Runtime

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
