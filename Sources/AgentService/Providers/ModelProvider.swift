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

/// One message of a conversation with a model.
enum ModelMessage: Sendable, Equatable {
  /// Context that came with the conversation.
  case system(String)
  case user(String)
  case assistant(String, calls: [ModelToolCall] = [])
  /// A tool's result, as JSON text.
  case tool(callID: String, name: String, content: String)

  /// What the message carries, for counting.
  var text: String {
    switch self {
    case .system(let text), .user(let text), .tool(_, _, let text): text
    case .assistant(let text, let calls): calls.reduce(text) { $0 + $1.name + $1.arguments }
    }
  }
}

/// A tool that a model wants to be called.
struct ModelToolCall: Sendable, Equatable {
  var id: String
  var name: String
  /// JSON text, as the model wrote it: it may be anything.
  var arguments: String
}

/// A tool as models see it.
struct ToolDefinition: Sendable, Equatable {
  var name: String
  var description: String
  /// JSON Schema.
  var parameters: JSONValue
}

/// A model's answer: a text, tool calls, or both.
struct ModelReply: Sendable, Equatable {
  var text: String
  var calls: [ModelToolCall] = []
  var usage: ModelUsage
  /// Cut off at the longest answer that was asked for.
  var truncated = false
}

/// Tokens, as the provider counts them.
struct ModelUsage: Sendable, Equatable {
  var promptTokens: Int64 = 0
  var completionTokens: Int64 = 0

  var totalTokens: Int64 { promptTokens + completionTokens }

  static func + (a: ModelUsage, b: ModelUsage) -> ModelUsage {
    ModelUsage(
      promptTokens: a.promptTokens + b.promptTokens, completionTokens: a.completionTokens + b.completionTokens)
  }
}

/// An accepted answer that is on its way.
struct ModelStream: Sendable {
  typealias Emit = @Sendable (String) async throws -> Void

  /// Hands each piece of text to `emit` as soon as it is there, and returns the usage if the provider
  /// reports it. To be called once.
  let relay: @Sendable (_ emit: Emit) async throws -> ModelUsage?
}
