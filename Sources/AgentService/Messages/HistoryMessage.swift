import Storage

/// What a buyer said in the open chat, or what the agent answered.
struct HistoryMessage: Sendable, Equatable {
  enum Role: String, Sendable {
    case user, assistant
  }

  var id: String
  var role: Role
  var content: String
  /// The order that the message tells of.
  var orderID: String?
  var createdAt: Timestamp
}
