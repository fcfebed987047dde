import Contracts
import Runtime
import Storage
import SwiftProtobuf

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
    if proto.hasMetadata {
      let size = (try? proto.metadata.jsonUTF8Bytes() as [UInt8])?.count ?? .max
      check.require(size <= 64 << 10, "metadata", "should have at most 64 KiB of JSON with finite numbers")
    }
    try check.throwIfAny()
    self.init(
      id: id, storeID: proto.storeID, leadID: proto.leadID, agentID: proto.hasAgentID ? proto.agentID : nil,
      role: role ?? .user, content: proto.content, metadata: proto.hasMetadata ? proto.metadata : nil, createdAt: now)
  }

  var asProto: AgentV1.StoredMessage {
    .with {
      $0.id = id
      $0.storeID = storeID
      $0.leadID = leadID
      if let agentID { $0.agentID = agentID }
      $0.role = role.asProto
      $0.content = content
      if let metadata { $0.metadata = metadata }
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

extension AgentV1.ListMessagesRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checked() throws -> (filter: MessageHistoryStore.Filter, limit: Int) {
    var check = Violations()
    check.require(!leadID.isEmpty || !agentID.isEmpty, "lead_id", "lead_id or agent_id is required", type: "missing")
    check.text(leadID, "lead_id", 0...100)
    check.text(agentID, "agent_id", 0...100)
    if hasLimit { check.number(limit, "limit", 1...500) }
    try check.throwIfAny()
    let filter: MessageHistoryStore.Filter =
      agentID.isEmpty ? .lead(leadID) : leadID.isEmpty ? .agent(agentID) : .both(lead: leadID, agent: agentID)
    return (filter, hasLimit ? Int(limit) : 50)
  }
}

extension ConversationFigures {
  var asProto: AgentV1.ConversationSummary {
    .with { summary in
      summary.total = total
      summary.activeSince = activeSince
      summary.messagesSince = messagesSince
      summary.recent = recent.map { conversation in
        .with {
          $0.leadID = conversation.leadID
          if let agentID = conversation.agentID { $0.agentID = agentID }
          $0.messages = conversation.messages
          $0.lastMessage = conversation.lastMessage
          $0.lastMessageAt = conversation.lastMessageAt.asProto
        }
      }
    }
  }
}
