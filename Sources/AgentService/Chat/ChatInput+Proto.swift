import Contracts
import Runtime

/// A checked chat request.
struct ChatQuestion {
  var type: AgentType
  var message: String
  var userID: String?
  var leadID: String?
  var agentID: String?
  var storeID: String?
  var history: [ModelMessage]
  var dryRun: Bool

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.ChatRequest, types: AgentTypes) throws {
    var check = Violations()
    check.text(proto.message.trimmed, "message", 1...8000, isStored: false)
    let type = types[proto.type]
    let known = types.all.map(\.type).joined(separator: ", ")
    if proto.type.isEmpty {
      check.add("type", "Field required", type: "missing")
    } else {
      check.require(type != nil, "type", "must be one of \(known)")
    }
    for (id, field) in [
      (proto.userID, "user_id"), (proto.leadID, "lead_id"), (proto.agentID, "agent_id"), (proto.storeID, "store_id"),
    ] { check.text(id, field, 0...100) }
    check.require(
      proto.conversationHistory.count <= 100, "conversation_history", "should have at most 100 items", type: "too_long")
    for (place, turn) in proto.conversationHistory.prefix(100).enumerated() {
      check.require(
        ["user", "assistant", "system"].contains(turn.role), "conversation_history[\(place)].role",
        "must be user, assistant or system", type: "enum")
      check.text(
        turn.content, "conversation_history[\(place)].content", (turn.role == "assistant" ? 0 : 1)...20_000,
        isStored: false)
    }
    check.require(proto.documentIds.count <= 100, "document_ids", "should have at most 100 items", type: "too_long")
    try check.throwIfAny()
    func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.type = type ?? types.standard
    message = proto.message.trimmed
    userID = filled(proto.userID)
    leadID = filled(proto.leadID)
    agentID = filled(proto.agentID)
    storeID = filled(proto.storeID)
    history = proto.conversationHistory.map { StreamedChat.Question.Turn(role: $0.role, content: $0.content) }
      .filter(\.saysSomething).map(\.modelMessage)
    dryRun = proto.dryRun
  }
}

extension ChatOutcome {
  func asProto(_ conversation: Conversation) -> AgentV1.ChatResponse {
    .with {
      $0.response = text
      $0.agentType = conversation.type.type
      $0.model = model
      $0.provider = provider
      $0.toolCalls = calls.map { call in
        .with {
          $0.name = call.name
          $0.arguments = call.arguments
          $0.result = call.result
          $0.ok = call.ok
        }
      }
      if let order {
        $0.orderID = order.id
        if let code = order.pixCopyPaste { $0.pixCopyPaste = code }
      }
      $0.usage = .with {
        $0.promptTokens = usage.promptTokens
        $0.completionTokens = usage.completionTokens
        $0.totalTokens = usage.totalTokens
        $0.costUsd = costMicroUSD
      }
      $0.iterations = Int32(iterations)
      $0.blocked = blocked
      $0.dryRun = conversation.dryRun
      $0.truncated = truncated
    }
  }
}
