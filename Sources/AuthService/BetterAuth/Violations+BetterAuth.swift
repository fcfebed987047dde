import Runtime

extension Violations {
  /// An id that a caller chose: 1 to 128 printable ASCII characters without blanks, so that it fits into
  /// a header (`X-Actor-User-Id`) and a path.
  mutating func chosenID(_ text: String, _ field: String) {
    visibleASCII(text, field, 1...128)
  }

  /// Printable ASCII characters without blanks.
  mutating func visibleASCII(_ text: String, _ field: String, _ length: ClosedRange<Int>) {
    guard !text.isEmpty else { return add(field, "Field required", type: "missing") }
    require(
      length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, field,
      "must be \(length.lowerBound) to \(length.upperBound) printable ASCII characters without blanks",
      type: "string_pattern_mismatch")
  }

  /// An e-mail address, or nil and a violation.
  mutating func email(_ text: String, _ field: String) -> EmailAddress? {
    guard !text.isEmpty else {
      add(field, "Field required", type: "missing")
      return nil
    }
    let address = EmailAddress(text)
    require(address != nil, field, "value is not a valid email address")
    return address
  }
}
