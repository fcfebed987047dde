import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf

/// Orders, their state machine, and how they are paid.
struct OrderHandler: OrderV1.OrderService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let charges: PixCharges
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  func createOrder(request: OrderV1.CreateOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    let call = try Call.current
    let draft = try OrderDraft(proto: request)
    _ = try await access.store(draft.storeID, for: call.caller)
    let once = try Once("order.create", request, call, at: clock.now())
    let placed = try await database.write(once) { [ids, keys = charges.keys, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      // Read with the order's own transaction: a store that has just been closed sells nothing more.
      guard let (store, settings) = try tenant.shop(draft.storeID) else {
        throw OrderError.storeNotFound(draft.storeID)
      }
      try draft.check(store, settings)
      let (order, dropped) = try draft.order(
        from: tenant.products(draft.lines.map(\.productID), in: store.id), in: store, paidBy: settings,
        canCharge: keys.canCharge(settings), by: call.caller.userID, at: now, ids: ids)
      try tenant.place(order, in: store, from: draft.isFromOpenChat ? ChatOrigin(call.caller) : nil)
      if order.awaitsCharge { try PixCharges.enqueue(order, tenant, at: now, ids: ids) }
      return order.asProto(dropped: dropped)
    }
    guard placed.awaitsCharge else { return placed }
    let charged = try await charges.open(new: placed.id, tenantID: call.caller.tenantID)
    return charged?.asProto(dropped: placed.droppedProductIds) ?? placed
  }

  func listOrders(
    request: OrderV1.ListOrdersRequest, context: ServerContext
  ) async throws -> OrderV1.ListOrdersResponse {
    let caller = try Call.current.caller
    let (asked, page) = try OrderFilter.parse(request)
    let storeIDs = try await access.storeIDs(named: asked.storeIDs, for: caller)
    let (orders, total) = try await database.read(tenant: caller.tenantID) { tenant in
      let filter = OrderFilter(storeIDs: try storeIDs ?? tenant.stores(of: nil).map(\.id), status: asked.status)
      return try tenant.orders(filter, page)
    }
    return .with {
      $0.items = orders.map { $0.asProto() }
      $0.total = total
      $0.limit = page.limit
      $0.offset = page.offset
    }
  }

  func getOrder(request: OrderV1.GetOrderRequest, context: ServerContext) async throws -> OrderV1.Order {
    try await access.order(request.id, for: Call.current.caller).asProto()
  }

  func transitionOrder(
    request: OrderV1.TransitionOrderRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let move = try OrderMove(proto: request, by: Call.current.caller)
    return try await change(move.orderID, as: "order.transition", request) { [ids] tenant, change in
      try tenant.apply(move, at: change.at, ids: ids)
    }
  }

  func attachProof(request: OrderV1.AttachProofRequest, context: ServerContext) async throws -> OrderV1.Order {
    let proof = try PaymentProof(proto: request, id: ids.next(), by: Call.current.caller, at: clock.now())
    let version = request.hasExpectedVersion ? request.expectedVersion : nil
    return try await change(request.id, as: "order.proof", request) { [ids] tenant, change in
      try tenant.attach(proof, to: request.id, version: version, change.because(proof.note), ids: ids)
    }
  }

  func recordPaymentAttempt(
    request: OrderV1.RecordPaymentAttemptRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let recorded = try RecordedAttempt(proto: request)
    return try await change(recorded.orderID, as: "order.payment", request) { [ids] tenant, change in
      try tenant.record(recorded, change.because(recorded.error ?? recorded.externalID), ids: ids)
    }
  }

  func saveCheckoutState(
    request: OrderV1.SaveCheckoutStateRequest, context: ServerContext
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    let state = try CheckoutState(proto: request)
    guard state.isEmpty else {
      return try await change(state.orderID, as: "order.checkout", request) { [ids] tenant, change in
        try tenant.keep(state, change.because(state.charge.id), ids: ids)
      }
    }
    try await access.require(orderID: state.orderID, for: call.caller)
    let charged = try await charges.open(
      state.orderID, tenantID: call.caller.tenantID, by: call.caller.userID, version: state.expectedVersion)
    let once = try Once("order.checkout", request, call, at: clock.now())
    return try await database.write(once) { _ in charged.asProto() }
  }

  func getOrderStats(
    request: OrderV1.GetOrderStatsRequest, context: ServerContext
  ) async throws -> OrderV1.OrderStats {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    let since = clock.now().adding(.seconds(-86_400))
    let stats = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.orderStats(of: store.id, since: since)
    }
    return stats.asProto(of: store)
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

  /// Changes an order that the caller may see, once per key.
  private func change(
    _ orderID: String, as operation: String, _ request: some SwiftProtobuf.Message & Sendable,
    _ body: @escaping @Sendable (TenantTransaction, OrderChange) throws -> Order
  ) async throws -> OrderV1.Order {
    let call = try Call.current
    try await access.require(orderID: orderID, for: call.caller)
    let once = try Once(operation, request, call, at: clock.now())
    let change = OrderChange(eventID: ids.next(), actorUserID: call.caller.userID, at: clock.now())
    let order = try await database.write(once) { tx in
      try body(TenantTransaction(call.caller.tenantID, tx), change).asProto()
    }
    relay.wake()
    return order
  }
}
