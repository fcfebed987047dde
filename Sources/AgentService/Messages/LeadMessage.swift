import Storage

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
  /// What the channel tells about the message.
  var metadata: JSONText?
  var createdAt: Timestamp
}
