import Contracts
import Runtime

extension ConversationSummary {
  var asProto: AgentV1.ConversationSummary {
    .with {
      $0.total = total
      $0.activeSince = activeSince
      $0.messagesSince = messagesSince
      $0.recent = recent.map(\.asProto)
    }
  }
}

extension ConversationSummary.Conversation {
  var asProto: AgentV1.ConversationSummary.Conversation {
    .with {
      $0.leadID = leadID
      if let agentID { $0.agentID = agentID }
      $0.messages = messages
      $0.lastMessage = lastMessage
      $0.lastMessageAt = lastMessageAt.asProto
    }
  }
}
