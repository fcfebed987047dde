/// Someone who answers for a model: an outside API, or the built-in offline model.
protocol ModelProvider: Sendable {
  /// "openai", "anthropic", "deepseek", "mistral", "ollama" or "offline".
  var name: String { get }

  /// Answers a request with a text or with tool calls.
  /// - Throws: ``AgentError`` when the provider can't.
  func complete(_ request: ModelRequest) async throws -> ModelReply

  /// Answers with a text, piece by piece. Returns when the provider has accepted the request, before
  /// its first token.
  /// - Throws: ``AgentError`` when the provider can't.
  func stream(_ request: ModelRequest) async throws -> ModelStream
}
