import Contracts
import GRPCCore
import Logging
import Runtime
import Storage

/// `quartet.order.v1.DashboardService`.
struct DashboardHandler: OrderV1.DashboardService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let conversations: ConversationLookup
  let clock: any WallClock

  func getDashboard(
    request: OrderV1.GetDashboardRequest, context: ServerContext
  ) async throws -> OrderV1.Dashboard {
    let caller = try Call.current.caller
    let days = try request.checkedDays()
    let store = try await access.store(request.storeID, for: caller)
    let now = clock.now()
    let since = now.adding(.seconds(-Int64(days) * 86_400))
    async let conversations = conversations.summary(storeID: store.id, since: since, tenantID: caller.tenantID)
    let dashboard = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.dashboard(of: store.id, since: since)
    }
    return dashboard.asProto(of: store, at: now, since: since, conversations: await conversations)
  }
}

/// A store's conversations, which belong to the agent service.
struct ConversationLookup: Sendable {
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
