import Contracts
import GRPCCore
import Runtime

/// The catalogue of a store.
struct ProductHandler: OrderV1.ProductService.SimpleServiceProtocol, DirectlyCallable {
  let products: ProductStore
  let access: StoreAccess
  let search: ProductSearch
  let clock: any WallClock

  func batchUpsertProducts(
    request: OrderV1.BatchUpsertProductsRequest, context: ServerContext
  ) async throws -> OrderV1.BatchUpsertProductsResponse {
    let call = try Call.current
    let batch = try ProductBatch(proto: request)
    let store = try await access.store(batch.storeID, for: call.caller)
    let once = try Once("product.batch_upsert", request, call, at: clock.now())
    return try await products.upsert(batch.applicable, in: store, by: call.caller.userID, once) {
      $0.asProto(errors: batch.errors)
    }
  }

  func listProducts(
    request: OrderV1.ListProductsRequest, context: ServerContext
  ) async throws -> OrderV1.ListProductsResponse {
    let caller = try Call.current.caller
    let query = try ProductListQuery(proto: request)
    let store = try await access.store(query.storeID, for: caller)
    return try await search.list(query, in: store, tenantID: caller.tenantID).asProto(query.page)
  }

  func getProductStats(
    request: OrderV1.GetProductStatsRequest, context: ServerContext
  ) async throws -> OrderV1.GetProductStatsResponse {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    let stats = try await products.stats(of: store.id, tenantID: caller.tenantID)
    return OrderV1.GetProductStatsResponse(stats, of: store)
  }

  func getProduct(request: OrderV1.GetProductRequest, context: ServerContext) async throws -> OrderV1.Product {
    try await access.product(request.id, for: Call.current.caller).asProto
  }

  func searchProducts(
    request: OrderV1.SearchProductsRequest, context: ServerContext
  ) async throws -> OrderV1.SearchProductsResponse {
    let caller = try Call.current.caller
    let query = try ProductQuery(proto: request)
    let store = try await access.store(query.storeID, for: caller)
    return try await search.matches(query, in: store, tenantID: caller.tenantID).asProto
  }
}
