import Runtime

/// A tool as models see it.
struct ToolDefinition: Sendable, Equatable {
  var name: String
  var description: String
  /// JSON Schema.
  var parameters: JSONValue
}
