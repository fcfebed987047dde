import Storage

/// The streaming chats of users and their messages (chat-saas).
struct ChatStore: Sendable {
  let database: any Database

  /// Whether the chat is there and the user's own.
  func exists(_ chatID: String, userID: String, tenantID: String) async throws -> Bool {
    try await database.read(tenant: tenantID) { try $0.hasChat(chatID, userID: userID) }
  }

  /// Opens a chat with its first messages.
  func create(_ chat: NewChat, _ messages: [ChatMessage], tenantID: String, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { scope in
      try scope.add(chat, at: now)
      try scope.add(messages, toChat: chat.id, at: now)
    }
  }

  /// Adds messages to a chat.
  func append(_ messages: [ChatMessage], to chatID: String, tenantID: String, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { scope in
      try scope.add(messages, toChat: chatID, at: now)
      try scope.touchChat(chatID, at: now)
    }
  }

  /// A chat's messages, oldest first.
  func messages(_ chatID: String, tenantID: String) async throws -> [ChatMessage] {
    try await database.read(tenant: tenantID) { try $0.chatMessages(chatID) }
  }
}
