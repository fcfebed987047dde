import Contracts
import GRPCCore
import Runtime

/// `quartet.order.v1.DashboardService`.
struct DashboardHandler: OrderV1.DashboardService.SimpleServiceProtocol, DirectlyCallable {
  let dashboards: DashboardStore
  let access: StoreAccess
  let conversations: ConversationClient
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
    let dashboard = try await dashboards.dashboard(of: store.id, since: since, tenantID: caller.tenantID)
    return dashboard.asProto(of: store, at: now, since: since, conversations: await conversations)
  }
}
