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
