/// A message of a streaming chat.
struct ChatMessage: Sendable, Equatable {
  var id: String
  var role: ChatTurn.Role
  var content: String
  /// Who answered; nil for what the user sent.
  var answeredBy: ModelName?
  var usage: ModelUsage?
}
