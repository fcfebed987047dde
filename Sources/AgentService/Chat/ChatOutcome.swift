/// What came of a conversation.
struct ChatOutcome: Sendable {
  struct Call: Sendable {
    var name: String
    var arguments: String
    var result: String
    var ok: Bool
  }

  var agentType: String
  var provider: String
  var model: String
  var dryRun: Bool
  var text = ""
  var calls: [Call] = []
  var order: MadeOrder?
  var usage = ModelUsage()
  var costMicroUSD: Int64 = 0
  var iterations = 0
  var blocked = false
  /// The text ends where the model's longest answer ends.
  var truncated = false

  /// A conversation's, before anything has come of it.
  init(_ conversation: Conversation, _ choice: ModelProviders.Choice) {
    agentType = conversation.type.type
    dryRun = conversation.dryRun
    provider = choice.provider.name
    model = choice.model
  }
}
