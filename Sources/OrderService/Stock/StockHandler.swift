import Contracts
import GRPCCore
import Runtime

/// Stock that orders take and put back.
struct StockHandler: OrderV1.StockService.SimpleServiceProtocol, DirectlyCallable {
  let stock: StockStore
  let access: StoreAccess
  let clock: any WallClock

  func decrementForOrder(
    request: OrderV1.DecrementForOrderRequest, context: ServerContext
  ) async throws -> OrderV1.DecrementForOrderResponse {
    let call = try Call.current
    try await access.require(orderID: request.orderID, for: call.caller)
    let once = try Once("stock.decrement", request, call, at: clock.now())
    return try await stock.decrement(for: request.orderID, by: call.caller.userID, once) {
      OrderV1.DecrementForOrderResponse(request.orderID, $0, $1)
    }
  }

  func restoreForOrder(
    request: OrderV1.RestoreForOrderRequest, context: ServerContext
  ) async throws -> OrderV1.RestoreForOrderResponse {
    let call = try Call.current
    try await access.require(orderID: request.orderID, for: call.caller)
    let once = try Once("stock.restore", request, call, at: clock.now())
    return try await stock.restore(for: request.orderID, by: call.caller.userID, once) {
      OrderV1.RestoreForOrderResponse(request.orderID, $0, $1)
    }
  }
}
