import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// Places orders, changes them and finds them. A change happens once per key, and with all that it means for stock
/// and payments.
struct OrderStore: Sendable {
  let database: any Database
  let keys: AbacatePayKeys
  /// Woken by changes, for they leave messages.
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  /// Places an order, and leaves a message for its charge where it needs one.
  /// - Parameters:
  ///   - caller: who may see the order's store.
  ///   - reply: makes the answer of the order and the ids of the products that the store does not sell.
  /// - Throws: ``OrderError``, ``PaymentError/methodDisabled(_:)``; nothing is placed then.
  func place<Reply: Message>(
    _ new: NewOrder, by caller: Caller, _ once: Once, _ reply: @escaping @Sendable (Order, [String]) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, keys, now = clock.now()] tenant in
      // Read with the order's own transaction: a store that has just been closed sells nothing more.
      guard let (store, settings) = try tenant.shop(new.storeID) else { throw OrderError.storeNotFound(new.storeID) }
      try new.check(store, settings)
      let (order, dropped) = try new.order(
        from: tenant.products(new.lines.map(\.productID), in: store.id), in: store, paidBy: settings,
        canCharge: keys.canCharge(settings), by: caller.userID, at: now, ids: ids)
      try tenant.place(order, in: store, from: new.isFromOpenChat ? ChatOrigin(caller) : nil)
      if order.awaitsCharge { try PixCharges.enqueue(order, tenant, at: now, ids: ids) }
      return reply(order, dropped)
    }
  }

  /// Moves an order one step on.
  /// - Throws: ``OrderError``.
  func apply<Reply: Message>(
    _ move: OrderMove, _ once: Once, _ reply: @escaping @Sendable (Order) -> Reply
  ) async throws -> Reply {
    try await change(by: move.actorUserID, once, reply) { [ids] tenant, change in
      try tenant.apply(move, at: change.at, ids: ids)
    }
  }

  /// Attaches a buyer's proof of payment.
  /// - Parameter version: the version that the caller knows, if it says so.
  /// - Throws: ``OrderError``, ``PaymentError/notAPixOrder(_:)``.
  func attach<Reply: Message>(
    _ proof: PaymentProof, to orderID: String, version: Int64?, _ once: Once,
    _ reply: @escaping @Sendable (Order) -> Reply
  ) async throws -> Reply {
    try await change(by: proof.actorUserID, once, reply) { [ids] tenant, change in
      try tenant.attach(proof, to: orderID, version: version, change.because(proof.note), ids: ids)
    }
  }

  /// Writes down an attempt to pay that a caller logs.
  /// - Throws: ``OrderError``, ``PaymentError``.
  func record<Reply: Message>(
    _ recorded: RecordedAttempt, by actor: String?, _ once: Once, _ reply: @escaping @Sendable (Order) -> Reply
  ) async throws -> Reply {
    try await change(by: actor, once, reply) { [ids] tenant, change in
      try tenant.record(recorded, change.because(recorded.error ?? recorded.externalID), ids: ids)
    }
  }

  /// Keeps a charge that a caller made elsewhere.
  /// - Throws: ``OrderError``, ``PaymentError``.
  func keep<Reply: Message>(
    _ state: CheckoutState, by actor: String?, _ once: Once, _ reply: @escaping @Sendable (Order) -> Reply
  ) async throws -> Reply {
    try await change(by: actor, once, reply) { [ids] tenant, change in
      try tenant.keep(state, change.because(state.charge.id), ids: ids)
    }
  }

  /// Remembers an answer for its key: that of a repetition is the first one, whatever has become of the order.
  func remember<Reply: Message>(_ reply: Reply, _ once: Once) async throws -> Reply {
    try await database.writeOnce(once) { _ in reply }
  }

  /// A page of the orders of some stores, or of all of the tenant's, and how many there are.
  func list(
    in storeIDs: [String]?, status: OrderStatus?, _ page: Page, tenantID: String
  ) async throws -> (orders: [Order], total: Int64) {
    try await database.read(tenant: tenantID) { tenant in
      let filter = OrderFilter(storeIDs: try storeIDs ?? tenant.stores(of: nil).map(\.id), status: status)
      return try tenant.orders(filter, page)
    }
  }

  /// A store's orders in figures, as of now.
  func stats(of storeID: String, tenantID: String) async throws -> OrderStats {
    let since = clock.now().adding(.seconds(-86_400))
    return try await database.read(tenant: tenantID) { tenant in try tenant.orderStats(of: storeID, since: since) }
  }

  private func change<Reply: Message>(
    by actor: String?, _ once: Once, _ reply: @escaping @Sendable (Order) -> Reply,
    _ body: @escaping @Sendable (TenantTransaction, OrderChange) throws -> Order
  ) async throws -> Reply {
    let change = OrderChange(eventID: ids.next(), actorUserID: actor, at: clock.now())
    let answer = try await database.writeOnce(once) { tenant in reply(try body(tenant, change)) }
    relay.wake()
    return answer
  }
}
