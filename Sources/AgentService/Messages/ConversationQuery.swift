import Storage

/// Whose conversations a call asks for, and what counts as lately.
struct ConversationQuery: Sendable, Equatable {
  var storeID: String
  var since: Timestamp
}
