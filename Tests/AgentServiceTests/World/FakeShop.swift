import Contracts
import Runtime
import Synchronization
import TestSupport

@testable import AgentService

/// Stands in for the order service: one tenant's stores, products and orders in memory.
final class FakeShop: Sendable {
  struct State {
    var stores: [String: OrderV1.Store] = [:]
    var products: [OrderV1.Product] = []
    var orders: [OrderV1.Order] = []
    /// What orders were asked for, and by whom.
    var placed: [(request: OrderV1.CreateOrderRequest, caller: Caller)] = []
    /// What each idempotency key has made.
    var keys: [String: String] = [:]
    /// Keys in the order of the calls, repeated ones too.
    var seenKeys: [String] = []
    var callers: [Caller] = []
    var transitions: [OrderV1.TransitionOrderRequest] = []
    var searches: [OrderV1.SearchProductsRequest] = []
    /// Thrown by the next creation, before anything is made.
    var failure: ServiceError?
  }

  let state = Mutex(State())
  var module: ServiceModule {
    FakeService()
      .on(.getStore) { try self.store($0) }
      .on(.searchProducts) { self.search($0) }
      .on(.getProduct) { try self.product($0) }
      .on(.createOrder) { try self.createOrder($0) }
      .on(.getOrder) { try self.order($0) }
      .on(.transitionOrder) { try self.transition($0) }
      .module("order")
  }

  var orders: [OrderV1.Order] { state.withLock { $0.orders } }

  @discardableResult
  func addStore(_ id: String = "store-1", companyID: String = "company-1", isActive: Bool = true) -> String {
    state.withLock {
      $0.stores[id] = .with {
        $0.id = id
        $0.companyID = companyID
        $0.name = "Mercadinho da Vila"
        $0.currency = "BRL"
        $0.isActive = isActive
      }
    }
    return id
  }

  func add(_ name: String, _ cents: Int64, stock: Int64 = 100, category: String = "", storeID: String = "store-1") {
    state.withLock { state in
      let number = state.products.count + 1
      state.products.append(
        .with {
          $0.id = "product-\(number)"
          $0.storeID = storeID
          $0.sku = "SKU-\(number)"
          $0.name = name
          $0.category = category
          $0.priceCents = cents
          $0.currency = "BRL"
          $0.stock = stock
          $0.isActive = true
        })
    }
  }

  /// A shop with a few products of a Brazilian market.
  static func market() -> FakeShop {
    let shop = FakeShop()
    shop.addStore()
    shop.add("Café Torrado e Moído Pilão 500g", 1890, category: "Mercearia")
    shop.add("Leite Integral Italac 1L", 549, category: "Laticínios")
    shop.add("Doce de Leite Viçosa 400g", 2190, category: "Doces")
    shop.add("Arroz Branco Tio João 5kg", 2990, category: "Mercearia")
    shop.add("Refrigerante Coca-Cola 2L", 1099, category: "Bebidas")
    shop.add("Cerveja Skol Lata 350ml", 399, category: "Bebidas")
    shop.add("Vinho Tinto Seco 750ml", 4590, stock: 1, category: "Bebidas")
    shop.add("Detergente Neutro Ypê 500ml", 259, stock: 0, category: "Limpeza")
    return shop
  }

  // MARK: Stores

  private func store(_ request: OrderV1.GetStoreRequest) throws -> OrderV1.Store {
    let caller = try Call.current.caller
    return try state.withLock { state in
      state.callers.append(caller)
      guard let store = state.stores[request.id], caller.userID != "stranger" else {
        throw ServiceError(.notFound, "STORE_NOT_FOUND", "Store not found.")
      }
      return store
    }
  }

  // MARK: Products

  private func search(_ request: OrderV1.SearchProductsRequest) -> OrderV1.SearchProductsResponse {
    let embedder = HashedEmbedder()
    return state.withLock { state in
      state.searches.append(request)
      let found = state.products.filter { product in
        product.storeID == request.storeID
          && product.priceCents >= (request.hasMinPriceCents ? request.minPriceCents : 0)
          && product.priceCents <= (request.hasMaxPriceCents ? request.maxPriceCents : .max)
      }
      let scored = found.map { product in
        let vector = embedder.vector("\(product.name) \(product.category)")
        return (product, zip(vector, request.embedding).reduce(Float(0)) { $0 + $1.0 * $1.1 })
      }
      return .with {
        $0.matches = scored.sorted { $0.1 > $1.1 }.prefix(Int(request.limit)).map { product, score in
          .with {
            $0.product = product
            $0.score = Double(max(0, score))
          }
        }
      }
    }
  }

  private func product(_ request: OrderV1.GetProductRequest) throws -> OrderV1.Product {
    guard let product = state.withLock({ $0.products.first { $0.id == request.id } }) else {
      throw ServiceError(.notFound, "PRODUCT_NOT_FOUND", "Product not found.")
    }
    return product
  }

  // MARK: Orders

  private func createOrder(_ request: OrderV1.CreateOrderRequest) throws -> OrderV1.Order {
    let call = try Call.current
    return try state.withLock { state in
      if let key = call.idempotencyKey { state.seenKeys.append(key) }
      if let failure = state.failure {
        state.failure = nil
        throw failure
      }
      if let id = call.idempotencyKey.flatMap({ state.keys[$0] }),
        let made = state.orders.first(where: { $0.id == id })
      {
        return made
      }
      let order = try Self.newOrder(request, state)
      state.placed.append((request, call.caller))
      state.orders.append(order)
      if let key = call.idempotencyKey { state.keys[key] = order.id }
      return order
    }
  }

  private static func newOrder(_ request: OrderV1.CreateOrderRequest, _ state: State) throws -> OrderV1.Order {
    var order = OrderV1.Order()
    order.id = "order-\(state.orders.count + 1)"
    order.storeID = request.storeID
    if request.hasAgentID { order.agentID = request.agentID }
    order.paymentMethod = request.paymentMethod
    order.customerInfo = request.customerInfo
    order.currency = "BRL"
    order.status = .pending
    for line in request.items {
      guard let product = state.products.first(where: { $0.id == line.productID && $0.storeID == request.storeID })
      else {
        order.droppedProductIds.append(line.productID)
        continue
      }
      order.items.append(
        .with {
          $0.productID = product.id
          $0.name = product.name
          $0.quantity = line.quantity
          $0.unitPriceCents = product.priceCents
          $0.totalCents = product.priceCents * line.quantity
        })
    }
    guard !order.items.isEmpty else { throw ServiceError(.invalidArgument, "NO_VALID_ITEMS", "No valid items.") }
    order.totalCents = order.items.reduce(0) { $0 + $1.totalCents }
    if order.paymentMethod == .pix { order.pixCopyPaste = "00020126PIX-\(order.id)" }
    return order
  }

  private func order(_ request: OrderV1.GetOrderRequest) throws -> OrderV1.Order {
    guard let order = orders.first(where: { $0.id == request.id }) else {
      throw ServiceError(.notFound, "ORDER_NOT_FOUND", "Order not found.")
    }
    return order
  }

  private func transition(_ request: OrderV1.TransitionOrderRequest) throws -> OrderV1.Order {
    try state.withLock { state in
      guard let place = state.orders.firstIndex(where: { $0.id == request.id }) else {
        throw ServiceError(.notFound, "ORDER_NOT_FOUND", "Order not found.")
      }
      state.transitions.append(request)
      state.orders[place].status = request.to
      return state.orders[place]
    }
  }
}
