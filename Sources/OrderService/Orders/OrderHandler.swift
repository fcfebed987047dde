import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf

/// Orders, their state machine, and how they are paid.
struct OrderHandler: OrderV1.OrderService.SimpleServiceProtocol, DirectlyCallable {
  let orders: OrderStore
  let access: StoreAccess
  let charges: PixCharges
  let clock: any WallClock
  let ids: any IDGenerator

  func createOrder(request: OrderV1.CreateOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    let call = try Call.current
    let new = try NewOrder(proto: request)
    _ = try await access.store(new.storeID, for: call.caller)
    let once = try Once("order.create", request, call, at: clock.now())
    let placed = try await orders.place(new, by: call.caller, once) { $0.asProto(dropped: $1) }
    guard placed.awaitsCharge else { return placed }
    let charged = try await charges.open(new: placed.id, tenantID: call.caller.tenantID)
    return charged?.asProto(dropped: placed.droppedProductIds) ?? placed
  }

  func listOrders(
    request: OrderV1.ListOrdersRequest, context: ServerContext
  ) async throws -> OrderV1.ListOrdersResponse {
    let caller = try Call.current.caller
    let (filter, page) = try OrderFilter.parse(request)
    let storeIDs = try await access.storeIDs(named: filter.storeIDs, for: caller)
    let found = try await orders.list(in: storeIDs, status: filter.status, page, tenantID: caller.tenantID)
    return OrderV1.ListOrdersResponse(found.orders, total: found.total, page)
  }

  func getOrder(request: OrderV1.GetOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    try await access.order(request.id, for: Call.current.caller).asProto()
  }

  func transitionOrder(
    request: OrderV1.TransitionOrderRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    let move = try OrderMove(proto: request, by: call.caller)
    let once = try await once("order.transition", on: move.orderID, request, call)
    return try await orders.apply(move, once) { $0.asProto() }
  }

  func attachProof(request: OrderV1.AttachProofRequest, context: ServerContext) async throws -> OrderV1.Order {
    let call = try Call.current
    let proof = try PaymentProof(proto: request, id: ids.next(), by: call.caller, at: clock.now())
    let version = request.hasExpectedVersion ? request.expectedVersion : nil
    let once = try await once("order.proof", on: request.id, request, call)
    return try await orders.attach(proof, to: request.id, version: version, once) { $0.asProto() }
  }

  func recordPaymentAttempt(
    request: OrderV1.RecordPaymentAttemptRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    let recorded = try RecordedAttempt(proto: request)
    let once = try await once("order.payment", on: recorded.orderID, request, call)
    return try await orders.record(recorded, by: call.caller.userID, once) { $0.asProto() }
  }

  func saveCheckoutState(
    request: OrderV1.SaveCheckoutStateRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    let state = try CheckoutState(proto: request)
    let once = try await once("order.checkout", on: state.orderID, request, call)
    guard state.isEmpty else { return try await orders.keep(state, by: call.caller.userID, once) { $0.asProto() } }
    let charged = try await charges.open(
      state.orderID, tenantID: call.caller.tenantID, by: call.caller.userID, version: state.expectedVersion)
    return try await orders.remember(charged.asProto(), once)
  }

  func getOrderStats(
    request: OrderV1.GetOrderStatsRequest, context: ServerContext
  ) async throws -> OrderV1.OrderStats {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    return try await orders.stats(of: store.id, tenantID: caller.tenantID).asProto(of: store)
  }

  func getOrderAwaitingProof(
    request: OrderV1.GetOrderAwaitingProofRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    try await access.orderAwaitingProof(of: request.leadID, for: Call.current.caller).asProto()
  }

  func getOrderByPayment(
    request: OrderV1.GetOrderByPaymentRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    try await access.order(chargeID: request.chargeID, for: Call.current.caller).asProto()
  }

  /// What makes a change of an order that the caller may see happen once.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  private func once(
    _ operation: String, on orderID: String, _ request: some SwiftProtobuf.Message, _ call: Call
  ) async throws -> Once {
    try await access.require(orderID: orderID, for: call.caller)
    return try Once(operation, request, call, at: clock.now())
  }
}
