/// What a model is asked.
struct ModelRequest: Sendable, Equatable {
  enum ToolChoice: Sendable { case auto, none }

  var model: String
  /// How to behave: the agent type's and the store's words, not the buyer's.
  var instructions: String?
  var messages: [ModelMessage]
  var tools: [ToolDefinition] = []
  /// `none` makes the model answer with what it has.
  var toolChoice = ToolChoice.auto
  var temperature: Double?
  /// The longest answer, in tokens.
  var maxTokens: Int
}
