import Runtime

/// What a tool call came to.
struct ToolOutcome: Sendable {
  /// For the model.
  var result: JSONValue
  /// The order that was made.
  var order: MadeOrder?

  init(_ result: JSONValue, order: MadeOrder? = nil) {
    self.result = result
    self.order = order
  }
}
