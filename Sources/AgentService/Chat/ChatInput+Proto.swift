import Contracts
import Runtime

extension ChatInput {
  private static let maximumHistory = 100
  private static let maximumDocuments = 100

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.ChatRequest, types: AgentTypes) throws {
    var check = Violations()
    check.text(proto.message.trimmed, "message", 1...8000, isStored: false)
    let type = types[proto.type]
    if proto.type.isEmpty {
      check.add("type", "Field required", type: "missing")
    } else {
      check.require(type != nil, "type", "must be one of \(types.all.map(\.type).joined(separator: ", "))")
    }
    for (id, field) in [
      (proto.userID, "user_id"), (proto.leadID, "lead_id"), (proto.agentID, "agent_id"), (proto.storeID, "store_id"),
    ] { check.text(id, field, 0...100) }
    let history = Self.history(proto.conversationHistory, &check)
    check.require(
      proto.documentIds.count <= Self.maximumDocuments, "document_ids",
      "should have at most \(Self.maximumDocuments) items", type: "too_long")
    try check.throwIfAny()
    func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init(
      type: type ?? types.standard, message: proto.message.trimmed, userID: filled(proto.userID),
      leadID: filled(proto.leadID), agentID: filled(proto.agentID), storeID: filled(proto.storeID), history: history,
      dryRun: proto.dryRun)
  }

  private static func history(_ turns: [AgentV1.ChatTurn], _ check: inout Violations) -> [ChatTurn] {
    check.require(
      turns.count <= maximumHistory, "conversation_history", "should have at most \(maximumHistory) items",
      type: "too_long")
    return turns.prefix(maximumHistory).enumerated().compactMap { place, turn in
      let field = "conversation_history[\(place)]"
      let role = ChatTurn.Role(proto: turn.role, "\(field).role", &check)
      check.text(turn.content, "\(field).content", (role == .assistant ? 0 : 1)...20_000, isStored: false)
      return role.map { ChatTurn(role: $0, content: turn.content) }
    }
  }
}
