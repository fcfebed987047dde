import Runtime

extension Violations {
  /// What a change says about a text that a client may clear; blanks around it don't count.
  mutating func textChange(
    _ isSet: Bool, _ raw: String, _ field: String, maximum: Int
  ) -> NullableChange<String> {
    guard isSet else { return .keep }
    let text = String(raw.trimming(\.isWhitespace))
    self.text(text, field, 0...maximum)
    return text.isEmpty ? .clear : .set(text)
  }
}
