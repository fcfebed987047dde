import Contracts
import OrderService
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

/// The order service with a database of its own, an auth service that knows one shopkeeper, and an
/// embedder.
struct OrderWorld: Sendable {
  static let company = "company-a"
  static let shopkeeper = Caller(userID: "user-ana", credential: .internalToken)
  /// The chat agent: a service that acts for no user.
  static let agent = Caller(credential: .service)

  let database: any Database
  let clock: TestClock
  let auth = FakeAuth()
  let embedder = FakeEmbedder()
  let messages = FakeMessages()
  let channel: ServiceChannel
  let relay: OutboxRelay
  let environment: ServiceEnvironment

  init(
    _ database: any Database, clock: TestClock = TestClock(), settings: Settings = Settings()
  ) async throws {
    let services = InProcessServices()
    environment = .test(database, services: services, clock: clock, settings: settings)
    let module = try await OrderService.build(environment)
    services.host(module)
    services.host(auth.service.module("auth"))
    services.host(ServiceModule(name: "agent", services: [embedder.service, messages.service]))
    self.database = database
    self.clock = clock
    self.channel = .inProcess(services)
    self.relay = try #require(module.workers.compactMap { $0 as? OutboxRelay }.first)
    auth.set([Self.company], of: "user-ana")
  }
}

/// Gives `body` an order service over an empty database of its own.
func withOrderWorld(
  _ engine: Engine, settings: Settings = Settings(), _ body: (OrderWorld) async throws -> Void
) async throws {
  try await withDatabase(engine, schema: "order") { database in
    try await body(OrderWorld(database, settings: settings))
  }
}

extension OrderWorld {
  // MARK: Stores

  func createStore(
    _ request: OrderV1.CreateStoreRequest, as caller: Caller = shopkeeper, key: String? = nil
  ) async throws -> OrderV1.Store {
    try await channel.call(.createStore, request, caller: caller, idempotencyKey: key)
  }

  func createStore(
    named name: String = "Mercearia da Ana", pixKey: String? = "123e4567-e12b-12d1-a456-426655440000",
    as caller: Caller = shopkeeper
  ) async throws -> OrderV1.Store {
    try await createStore(
      .with {
        $0.companyID = Self.company
        $0.name = name
        $0.city = "São Paulo"
        if let pixKey { $0.pixKey = pixKey }
      }, as: caller)
  }

  func updateStore(_ request: OrderV1.UpdateStoreRequest, as caller: Caller = shopkeeper) async throws -> OrderV1.Store
  {
    try await channel.call(.updateStore, request, caller: caller)
  }

  func store(_ id: String, as caller: Caller = shopkeeper) async throws -> OrderV1.Store {
    try await channel.call(.getStore, caller: caller) { $0.id = id }
  }

  func stores(of company: String? = nil, as caller: Caller = shopkeeper) async throws -> [OrderV1.Store] {
    let response = try await channel.call(.listStores, caller: caller) { if let company { $0.companyID = company } }
    #expect(response.total == Int64(response.items.count))
    return response.items
  }

  func isFree(_ slug: String, as caller: Caller = shopkeeper) async throws -> Bool {
    let response = try await channel.call(.checkSlug, caller: caller) { $0.slug = slug }
    return response.available
  }

  // MARK: Products

  @discardableResult
  func upsert(
    _ rows: [OrderV1.ProductRow], in storeID: String, mode: OrderV1.BatchMode = .unspecified,
    as caller: Caller = shopkeeper, key: String? = nil
  ) async throws -> OrderV1.BatchUpsertProductsResponse {
    try await channel.call(.batchUpsertProducts, caller: caller, idempotencyKey: key) {
      $0.storeID = storeID
      $0.products = rows
      $0.mode = mode
    }
  }

  func products(
    in storeID: String, q: String? = nil, limit: Int32? = nil, offset: Int32? = nil, as caller: Caller = shopkeeper
  ) async throws -> OrderV1.ListProductsResponse {
    try await channel.call(.listProducts, caller: caller) {
      $0.storeID = storeID
      if let q { $0.q = q }
      if let limit { $0.limit = limit }
      if let offset { $0.offset = offset }
    }
  }

  func product(_ id: String, as caller: Caller = shopkeeper) async throws -> OrderV1.Product {
    try await channel.call(.getProduct, caller: caller) { $0.id = id }
  }

  func search(_ request: OrderV1.SearchProductsRequest, as caller: Caller = agent) async throws -> [OrderV1
    .ProductMatch]
  {
    let response = try await channel.call(.searchProducts, request, caller: caller)
    return response.matches
  }

  /// Creates one product and returns it.
  func stockUp(
    _ sku: String = "CAF-1", name: String = "Café Torrado 500g", cents: Int64 = 1890, stock: Int64 = 10,
    in storeID: String
  ) async throws -> OrderV1.Product {
    try await upsert([.row(sku, name, cents, stock)], in: storeID)
    return try #require(try await products(in: storeID).items.first { $0.sku == sku })
  }

  // MARK: Orders

  func createOrder(
    _ request: OrderV1.CreateOrderRequest, as caller: Caller = agent, key: String? = nil
  ) async throws -> OrderV1.Order {
    try await channel.call(.createOrder, request, caller: caller, idempotencyKey: key)
  }

  func order(
    _ lines: [(String, Int64)], in storeID: String, _ method: OrderV1.PaymentMethod = .pix, key: String? = nil
  ) async throws -> OrderV1.Order {
    try await createOrder(.lines(lines, in: storeID, method), key: key)
  }

  func order(_ id: String, as caller: Caller = shopkeeper) async throws -> OrderV1.Order {
    try await channel.call(.getOrder, caller: caller) { $0.id = id }
  }

  @discardableResult
  func move(
    _ id: String, to status: OrderV1.OrderStatus, from: OrderV1.OrderStatus? = nil, reason: String? = nil,
    as caller: Caller = shopkeeper, key: String? = nil
  ) async throws -> OrderV1.Order {
    try await channel.call(.transitionOrder, caller: caller, idempotencyKey: key) {
      $0.id = id
      $0.to = status
      if let from { $0.from = from }
      if let reason { $0.reason = reason }
    }
  }

  // MARK: The ledger

  /// The sum of a product's stock movements.
  func movements(of productID: String) async throws -> Int64 {
    try await database.read { tx in
      try tx.first(
        "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM stock_movements WHERE product_id = ?", productID,
        as: { try $0.int(0) }) ?? 0
    }
  }
}

extension OrderV1.ProductRow {
  static func row(
    _ sku: String, _ name: String, _ cents: Int64?, _ stock: Int64? = nil, category: String? = nil,
    description: String? = nil
  ) -> Self {
    .with {
      $0.sku = sku
      $0.name = name
      if let cents { $0.priceCents = cents }
      if let stock { $0.stock = stock }
      if let category { $0.category = category }
      if let description { $0.description_p = description }
    }
  }
}

extension OrderV1.CreateOrderRequest {
  static func lines(
    _ lines: [(String, Int64)], in storeID: String, _ method: OrderV1.PaymentMethod = .pix
  ) -> Self {
    .with {
      $0.storeID = storeID
      $0.paymentMethod = method
      $0.items = lines.map { productID, quantity in
        .with {
          $0.productID = productID
          $0.quantity = quantity
        }
      }
    }
  }
}
