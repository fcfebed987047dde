import Storage
import SwiftProtobuf

/// A message between a lead and an agent, or a person who answers for the store.
struct LeadMessage: Sendable, Equatable {
  enum Role: String, Sendable {
    case user, assistant, tool, system
  }

  var id: String
  var storeID: String
  var leadID: String
  /// Nil when a person answered.
  var agentID: String?
  var role: Role
  var content: String
  var metadata: Google_Protobuf_Struct?
  var createdAt: Timestamp
}

/// What one lead and one agent wrote to each other, at a glance.
struct ConversationGlance: Sendable, Equatable {
  /// A longer message is cut.
  static let previewLength = 200

  var leadID: String
  var agentID: String?
  var messages: Int64
  var lastMessage: String
  var lastMessageAt: Timestamp
}

/// A store's conversations in figures.
struct ConversationFigures: Sendable, Equatable {
  var total: Int64
  var activeSince: Int64
  var messagesSince: Int64
  /// The latest first.
  var recent: [ConversationGlance]
}
