import Contracts
import Runtime

/// The order service, which has the stores, their products and their orders.
struct OrderClient: Sendable {
  let channel: ServiceChannel

  // MARK: Stores

  /// A store that whoever is calling may see.
  /// - Throws: NOT_FOUND `STORE_NOT_FOUND` for others.
  func visibleStore(_ id: String) async throws -> Store { try await store(id, nil) }

  /// Whether whoever is calling may see a store.
  func isVisible(storeID: String) async throws -> Bool {
    do {
      _ = try await visibleStore(storeID)
      return true
    } catch let error as ServiceError where error.code == .notFound {
      return false
    }
  }

  /// Those of the stores that whoever is calling may see.
  func visible(storeIDs: [String]) async throws -> [String] {
    var visible: [String] = []
    for id in storeIDs where try await isVisible(storeID: id) { visible.append(id) }
    return visible
  }

  /// A store that answers to buyers, who are not users.
  /// - Throws: NOT_FOUND `STORE_NOT_FOUND` for a hidden one too.
  func openStore(_ id: String, tenantID: String) async throws -> Store {
    let store = try await store(id, Caller(tenantID: tenantID, credential: .service))
    guard store.isActive else { throw AgentError.storeNotFound }
    return store
  }

  private func store(_ id: String, _ caller: Caller?) async throws -> Store {
    Store(proto: try await channel.call(.getStore, caller: caller) { $0.id = id })
  }

  // MARK: Products

  /// The products that fit, the best first.
  func products(_ query: ProductQuery, caller: Caller) async throws -> [ProductMatch] {
    try await channel.call(.searchProducts, query.asProto, caller: caller).matches.map(ProductMatch.init(proto:))
  }

  /// - Throws: NOT_FOUND `PRODUCT_NOT_FOUND`.
  func product(_ id: String, caller: Caller) async throws -> ProductDetails {
    ProductDetails(proto: try await channel.call(.getProduct, caller: caller) { $0.id = id })
  }

  // MARK: Orders

  /// Makes an order, once per key.
  /// - Throws: INVALID_ARGUMENT `NO_VALID_ITEMS` where the store has none of the products.
  func create(_ order: NewOrder, caller: Caller, idempotencyKey: String) async throws -> Order {
    Order(
      proto: try await channel.call(.createOrder, order.asProto, caller: caller, idempotencyKey: idempotencyKey))
  }

  /// - Throws: NOT_FOUND `ORDER_NOT_FOUND`.
  func order(_ id: String, caller: Caller) async throws -> Order {
    Order(proto: try await channel.call(.getOrder, caller: caller) { $0.id = id })
  }

  /// Takes an order on from the status that it was seen in, once per key.
  func transition(
    _ order: Order, to status: OrderStatus, reason: String, caller: Caller, idempotencyKey: String
  ) async throws {
    try await channel.call(.transitionOrder, caller: caller, idempotencyKey: idempotencyKey) {
      $0.id = order.id
      $0.to = status.asProto
      $0.from = order.status.asProto
      $0.reason = reason
    }
  }
}
