import Contracts
import GRPCCore
import Runtime

/// Stores of a company.
struct StoreHandler: OrderV1.StoreService.SimpleServiceProtocol, DirectlyCallable {
  let stores: Stores
  let access: StoreAccess
  let clock: any WallClock

  func createStore(request: OrderV1.CreateStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    let call = try Call.current
    let new = try NewStore(proto: request)
    let companyID = try await access.company(new.companyID, for: call.caller)
    let once = try Once("store.create", request, call, at: clock.now())
    return try await stores.create(new, of: companyID, by: call.caller.userID, once) { $0.asProto }
  }

  func listStores(
    request: OrderV1.ListStoresRequest, context: ServerContext
  ) async throws -> OrderV1.ListStoresResponse {
    let caller = try Call.current.caller
    let companies = try await access.companies(request.hasCompanyID ? request.companyID : nil, for: caller)
    return OrderV1.ListStoresResponse(try await stores.list(of: companies, tenantID: caller.tenantID))
  }

  func getStore(request: OrderV1.GetStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    try await access.store(request.id, for: Call.current.caller).asProto
  }

  func updateStore(request: OrderV1.UpdateStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    let call = try Call.current
    let change = try StoreChange(proto: request)
    let store = try await access.store(request.id, for: call.caller)
    let once = try Once("store.update", request, call, at: clock.now())
    return try await stores.update(store.id, change, by: call.caller.userID, once) { $0.asProto }
  }

  func checkSlug(
    request: OrderV1.CheckSlugRequest, context: ServerContext
  ) async throws -> OrderV1.CheckSlugResponse {
    let caller = try Call.current.caller
    let slug = try Slug(proto: request)
    return slug.asProto(available: try await stores.isFree(slug, tenantID: caller.tenantID))
  }
}
