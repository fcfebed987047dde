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
    let service = Caller(tenantID: tenantID, credential: .service)
    do {
      let summary = try await agent.call(.summarizeConversations, caller: service, deadline: .now + Self.patience) {
        $0.storeID = storeID
        $0.since = since.asProto
      }
      return .success(summary)
    } catch {
      logger.warning("the dashboard goes without conversations", metadata: ["error": "\(error)"])
      return .failure(
        (error as? ServiceError)
          ?? ServiceError(.unavailable, "AGENT_UNAVAILABLE", "The agent service does not answer."))
    }
  }
}
