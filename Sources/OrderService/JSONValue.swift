/// A JSON value. Numbers are doubles, as in the contract's `google.protobuf.Value`.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The text; nil for a value of another kind.
  var string: String? { if case .string(let text) = self { text } else { nil } }
}
