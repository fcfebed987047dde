/// One bad field of a request.
public struct FieldViolation: Sendable, Equatable {
  /// The path in JSON names: `items[0].quantity`.
  public var field: String
  /// What is wrong, for people.
  public var message: String
  /// A stable word: "missing", "extra_forbidden", "too_short", "value_error", …
  public var type: String

  public init(_ field: String, _ message: String, type: String = "value_error") {
    self.field = field
    self.message = message
    self.type = type
  }
}
