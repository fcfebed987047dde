import Contracts

extension ChatOutcome {
  var asProto: AgentV1.ChatResponse {
    .with {
      $0.response = text
      $0.agentType = agentType
      $0.model = model
      $0.provider = provider
      $0.toolCalls = calls.map(\.asProto)
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
      $0.dryRun = dryRun
      $0.truncated = truncated
    }
  }
}

extension ChatOutcome.Call {
  var asProto: AgentV1.ToolCall {
    .with {
      $0.name = name
      $0.arguments = arguments
      $0.result = result
      $0.ok = ok
    }
  }
}
