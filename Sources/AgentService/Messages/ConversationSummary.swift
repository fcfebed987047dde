import Storage

/// A store's conversations in figures.
struct ConversationSummary: Sendable, Equatable {
  /// What one lead and one agent wrote to each other, at a glance.
  struct Conversation: Sendable, Equatable {
    /// Characters of the last message; a longer one is cut.
    static let maximumPreview = 200

    var leadID: String
    var agentID: String?
    var messages: Int64
    var lastMessage: String
    var lastMessageAt: Timestamp
  }

  var total: Int64
  var activeSince: Int64
  var messagesSince: Int64
  /// The latest first.
  var recent: [Conversation]
}
