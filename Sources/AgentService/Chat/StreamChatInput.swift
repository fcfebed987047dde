/// What a user asks in a streaming chat.
struct StreamChatInput: Sendable {
  static let maximumMessages = 200
  /// Characters of all messages.
  static let maximumCharacters = 100_000
  static let maximumDocuments = 100

  var tenantID: String
  var userID: String
  /// An existing chat.
  var chatID: String?
  /// A model of ``ChatModels``.
  var model: String
  /// Whether the user named the model.
  var isExplicit: Bool
  var messages: [ChatTurn]
  /// What the answer should be based on.
  var documentIDs: [String]
}
