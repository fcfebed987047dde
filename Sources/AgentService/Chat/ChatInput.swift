/// A message to an agent, and what came with it.
struct ChatInput: Sendable {
  var type: AgentType
  var message: String
  var userID: String?
  var leadID: String?
  var agentID: String?
  var storeID: String?
  /// What was said before.
  var history: [ChatTurn]
  var dryRun: Bool
}
