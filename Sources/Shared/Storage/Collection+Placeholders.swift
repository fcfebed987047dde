extension Collection {
  /// `?, ?, ?`: one for each element, for `IN (…)`.
  public var placeholders: String { repeatElement("?", count: count).joined(separator: ", ") }
}
