import Contracts
import GRPCCore
import Runtime
import Synchronization

/// The agent service's conversations: always the same figures, or nothing at all.
final class FakeMessages: AgentV1.MessageService.SimpleServiceProtocol, DirectlyCallable {
  private let isAway = Mutex(false)

  /// Makes every call fail, or work again.
  func goAway(_ away: Bool = true) { isAway.withLock { $0 = away } }

  func summarizeConversations(
    request: AgentV1.SummarizeConversationsRequest, context: ServerContext
  ) async throws -> AgentV1.ConversationSummary {
    if isAway.withLock({ $0 }) { throw ServiceError(.unavailable, "AWAY", "The agent service is away.") }
    return .with {
      $0.total = 3
      $0.activeSince = 2
      $0.messagesSince = 7
      $0.recent = [.with { $0.leadID = "lead-of-\(request.storeID)" }]
    }
  }

  func recordMessage(
    request: AgentV1.RecordMessageRequest, context: ServerContext
  ) async throws -> AgentV1.StoredMessage { .init() }

  func listMessages(
    request: AgentV1.ListMessagesRequest, context: ServerContext
  ) async throws -> AgentV1.ListMessagesResponse { .init() }
}
