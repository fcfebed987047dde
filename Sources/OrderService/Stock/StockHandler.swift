import Contracts
import GRPCCore
import Runtime
import Storage

/// Stock that orders take and put back.
struct StockHandler: OrderV1.StockService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  func decrementForOrder(
    request: OrderV1.DecrementForOrderRequest, context: ServerContext
  ) async throws -> OrderV1.DecrementForOrderResponse {
    let call = try Call.current
    let order = try await access.order(request.orderID, for: call.caller)
    let once = try Once("stock.decrement", request, call, at: clock.now())
    let response = try await database.write(once) { [ids, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let changes = try tenant.decrement(order.id, by: call.caller.userID, at: now, ids: ids)
      try tenant.audit(stockOf: order.storeID, changes, by: call.caller.userID, at: now, ids: ids)
      return try OrderV1.DecrementForOrderResponse(order.id, changes, tenant.stockLevels(of: order, after: changes))
    }
    relay.wake()
    return response
  }

  func restoreForOrder(
    request: OrderV1.RestoreForOrderRequest, context: ServerContext
  ) async throws -> OrderV1.RestoreForOrderResponse {
    let call = try Call.current
    let order = try await access.order(request.orderID, for: call.caller)
    let once = try Once("stock.restore", request, call, at: clock.now())
    let response = try await database.write(once) { [ids, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let changes = try tenant.restore(order.id, by: call.caller.userID, at: now, ids: ids)
      try tenant.audit(stockOf: order.storeID, changes, by: call.caller.userID, at: now, ids: ids)
      return try OrderV1.RestoreForOrderResponse(order.id, changes, tenant.stockLevels(of: order, after: changes))
    }
    relay.wake()
    return response
  }
}
