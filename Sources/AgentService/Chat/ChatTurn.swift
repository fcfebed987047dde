/// What one side said in a conversation that a client sends along.
struct ChatTurn: Sendable, Equatable {
  enum Role: String, Sendable {
    case user, assistant, system
  }

  var role: Role
  var content: String

  /// False for an assistant's turn without a text, which an answer that broke off leaves behind.
  var saysSomething: Bool { role != .assistant || !content.trimmed.isEmpty }

  var modelMessage: ModelMessage {
    switch role {
    case .system: .system(content)
    case .assistant: .assistant(content)
    case .user: .user(content)
    }
  }
}
