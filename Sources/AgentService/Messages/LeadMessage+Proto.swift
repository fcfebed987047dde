import Contracts
import Runtime
import Storage

extension LeadMessage {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.RecordMessageRequest, id: String, at now: Timestamp) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    check.identifier(proto.leadID, "lead_id", 1...100)
    if proto.hasAgentID { check.text(proto.agentID, "agent_id", 1...100) }
    let role = Role(proto: proto.role)
    check.require(role != nil, "role", "must be one of user, assistant, tool, system", type: "enum")
    check.text(proto.content, "content", 1...100_000)
    let metadata = proto.hasMetadata ? check.json(proto.metadata, "metadata") : nil
    try check.throwIfAny()
    self.init(
      id: id, storeID: proto.storeID, leadID: proto.leadID, agentID: proto.hasAgentID ? proto.agentID : nil,
      role: role ?? .user, content: proto.content, metadata: metadata, createdAt: now)
  }

  var asProto: AgentV1.StoredMessage {
    .with {
      $0.id = id
      $0.storeID = storeID
      $0.leadID = leadID
      if let agentID { $0.agentID = agentID }
      $0.role = role.asProto
      $0.content = content
      if let metadata { $0.metadata = metadata.asProto }
      $0.createdAt = createdAt.asProto
    }
  }
}

extension LeadMessage.Role {
  init?(proto: AgentV1.MessageRole) {
    switch proto {
    case .user: self = .user
    case .assistant: self = .assistant
    case .tool: self = .tool
    case .system: self = .system
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  var asProto: AgentV1.MessageRole {
    switch self {
    case .user: .user
    case .assistant: .assistant
    case .tool: .tool
    case .system: .system
    }
  }
}
