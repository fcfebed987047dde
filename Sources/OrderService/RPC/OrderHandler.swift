import Contracts
import GRPCCore
import Runtime
import Storage

/// Orders and their state machine.
struct OrderHandler: OrderV1.OrderService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let clock: any WallClock
  let ids: any IDGenerator

  func createOrder(request: OrderV1.CreateOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    let call = try Call.current
    let draft = try OrderDraft(proto: request)
    let store = try await access.store(draft.storeID, for: call.caller)
    guard store.isActive else { throw OrderError.storeInactive(store.id) }
    let once = try Once("order.create", request, call, at: clock.now())
    return try await database.write(once) { [ids, now = clock.now()] tx in
      let tenant = Tenant(call.caller.tenantID, tx)
      let products = try tenant.products(draft.lines.map(\.productID), in: store.id)
      let (order, dropped) = try draft.order(
        from: products, in: store, by: call.caller.userID, at: now, ids: ids)
      try tenant.insert(order)
      return order.asProto(dropped: dropped)
    }
  }

  func getOrder(request: OrderV1.GetOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    try await access.order(request.id, for: Call.current.caller).asProto()
  }

  func transitionOrder(
    request: OrderV1.TransitionOrderRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    let move = try OrderMove(proto: request, by: call.caller)
    _ = try await access.order(move.orderID, for: call.caller)
    let once = try Once("order.transition", request, call, at: clock.now())
    return try await database.write(once) { [ids, now = clock.now()] tx in
      try Tenant(call.caller.tenantID, tx).apply(move, at: now, ids: ids).asProto()
    }
  }
}
