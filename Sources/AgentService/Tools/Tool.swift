/// Something that a model can have done.
protocol Tool: Sendable {
  var definition: ToolDefinition { get }
  var audience: ToolAudience { get }
  /// True when it changes anything: a dry run only describes it.
  var mutates: Bool { get }
  /// - Throws: ``ToolError`` for what the model should know, ``ServiceError`` from other services.
  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome
}

extension Tool {
  var mutates: Bool { false }
}
