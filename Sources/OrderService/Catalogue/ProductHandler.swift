import Contracts
import GRPCCore
import Runtime
import Storage

/// The catalogue of a store.
struct ProductHandler: OrderV1.ProductService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let search: ProductSearch
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  func batchUpsertProducts(
    request: OrderV1.BatchUpsertProductsRequest, context: ServerContext
  ) async throws -> OrderV1.BatchUpsertProductsResponse {
    let call = try Call.current
    let batch = try ProductBatch(proto: request)
    let store = try await access.store(batch.storeID, for: call.caller)
    let once = try Once("product.batch_upsert", request, call, at: clock.now())
    let response = try await database.write(once) { [ids, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let outcome = try tenant.upsert(batch.applicable, in: store, by: call.caller.userID, at: now, ids: ids)
      try ProductIndexer.enqueue(outcome.toEmbed, of: store.id, tenant, at: now, ids: ids)
      try tenant.audit(stockOf: store.id, outcome.adjusted, by: call.caller.userID, at: now, ids: ids)
      return outcome.asProto(errors: batch.errors)
    }
    relay.wake()
    return response
  }

  func listProducts(
    request: OrderV1.ListProductsRequest, context: ServerContext
  ) async throws -> OrderV1.ListProductsResponse {
    let caller = try Call.current.caller
    let list = try ProductList(proto: request)
    let store = try await access.store(list.storeID, for: caller)
    let found = try await search.list(list, in: store, tenantID: caller.tenantID)
    return .with {
      $0.items = found.items.map(\.asProto)
      $0.total = found.total
      $0.limit = list.page.limit
      $0.offset = list.page.offset
      if let mode = found.mode { $0.mode = mode.asProto }
      if let model = found.mode?.model { $0.embeddingModel = model }
    }
  }

  func getProductStats(
    request: OrderV1.GetProductStatsRequest, context: ServerContext
  ) async throws -> OrderV1.GetProductStatsResponse {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    let stats = try await database.read(tenant: caller.tenantID) { tenant in try tenant.catalogueStats(of: store.id) }
    return OrderV1.GetProductStatsResponse(stats, of: store)
  }

  func getProduct(request: OrderV1.GetProductRequest, context: ServerContext) async throws -> OrderV1.Product {
    try await access.product(request.id, for: Call.current.caller).asProto
  }

  func searchProducts(
    request: OrderV1.SearchProductsRequest, context: ServerContext
  ) async throws -> OrderV1.SearchProductsResponse {
    let caller = try Call.current.caller
    let question = try ProductQuestion(proto: request)
    let store = try await access.store(question.storeID, for: caller)
    let found = try await search.matches(question, in: store, tenantID: caller.tenantID)
    return .with {
      $0.matches = found.matches.map(\.asProto)
      if let mode = found.mode { $0.mode = mode.asProto }
      if let model = found.mode?.model { $0.embeddingModel = model }
    }
  }
}
