/// One answer that models are asked for: who pays, whose figures it counts in, and what it may use.
struct MeteredCall: Sendable {
  /// What is metered; together with the id it names one answer, however often it is asked for.
  enum Source: String, Sendable {
    /// A turn with a store's agent.
    case turn = "chat_turn"
    /// A streamed answer.
    case stream = "chat_stream"
  }

  var source: Source
  var sourceID: String
  var subject: Subject
  /// Nil where nobody has checked who asks: a stranger must not use up a user's limits.
  var userID: String?
  var agentID: String?
  var tenantID: String
}
