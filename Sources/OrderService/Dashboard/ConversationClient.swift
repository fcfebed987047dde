import Contracts
import Logging
import Runtime
import Storage

/// A store's conversations, which belong to the agent service.
struct ConversationClient: Sendable {
  let agent: ServiceChannel
  let logger: Logger

  /// What is waited for the agent service before the dashboard goes without it.
  private static let patience = Duration.seconds(2)

  /// The figures, or why there are none.
  func summary(
    storeID: String, since: Timestamp, tenantID: String
  ) async -> Result<AgentV1.ConversationSummary, ServiceError> {
    let request = AgentV1.SummarizeConversationsRequest.with {
      $0.storeID = storeID
      $0.since = since.asProto
    }
    let call = Call(
      caller: Caller(tenantID: tenantID, credential: .service), requestID: Call.currentIfAny?.requestID ?? "",
      deadline: .now + Self.patience)
    do {
      let method = AgentV1.MessageService.Method.SummarizeConversations.descriptor
      let reply = try await agent.unary(method, try request.serializedBytes(), call)
      return .success(try AgentV1.ConversationSummary(serializedBytes: reply))
    } catch {
      logger.warning("the dashboard goes without conversations", metadata: ["error": "\(error)"])
      return .failure(
        (error as? ServiceError)
          ?? ServiceError(.unavailable, "AGENT_UNAVAILABLE", "The agent service does not answer."))
    }
  }
}
