import Contracts
import GRPCCore
import Runtime
import Storage

/// Stores of a company.
struct StoreHandler: OrderV1.StoreService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let clock: any WallClock
  let ids: any IDGenerator

  func createStore(request: OrderV1.CreateStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    let call = try Call.current
    let draft = try StoreDraft(proto: request)
    let companyID = try await company(of: draft, for: call.caller)
    let once = try Once("store.create", request, call, at: clock.now())
    return try await database.write(once) { [ids, id = ids.next(), now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let store = try tenant.insert(draft, id: id, companyID: companyID, at: now)
      if let actor = call.caller.userID {
        let entry = AuditEntry(
          action: "store.created", target: .store(id), actorUserID: actor, details: ["slug": store.slug])
        try tenant.audit(entry, at: now, ids: ids)
      }
      return store.asProto
    }
  }

  func listStores(
    request: OrderV1.ListStoresRequest, context: ServerContext
  ) async throws -> OrderV1.ListStoresResponse {
    let caller = try Call.current.caller
    let companies = try await companies(request, for: caller)
    let stores = try await database.read(tenant: caller.tenantID) { tenant in try tenant.stores(of: companies) }
    return .with {
      $0.items = stores.map(\.asProto)
      $0.total = Int64(stores.count)
    }
  }

  func getStore(request: OrderV1.GetStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    try await access.store(request.id, for: Call.current.caller).asProto
  }

  func updateStore(request: OrderV1.UpdateStoreRequest, context: ServerContext) async throws -> OrderV1.Store {
    let call = try Call.current
    let change = try StoreChange(proto: request)
    let store = try await access.store(request.id, for: call.caller)
    let once = try Once("store.update", request, call, at: clock.now())
    return try await database.write(once) { [ids, now = clock.now()] tx in
      let tenant = TenantTransaction(call.caller.tenantID, tx)
      let before = try tenant.store(store.id) ?? store
      let after = try tenant.update(store.id, change, at: now)
      try tenant.audit(
        "store.changed", of: store.id, fields: after.changes(since: before), by: call.caller.userID, at: now, ids: ids)
      return after.asProto
    }
  }

  func checkSlug(
    request: OrderV1.CheckSlugRequest, context: ServerContext
  ) async throws -> OrderV1.CheckSlugResponse {
    let caller = try Call.current.caller
    let slug = try Slug(proto: request)
    let available = try await database.read(tenant: caller.tenantID) { tenant in try tenant.isFree(slug) }
    return .with {
      $0.slug = slug.text
      $0.available = available
    }
  }

  private func company(of draft: StoreDraft, for caller: Caller) async throws -> String {
    guard let companyID = draft.companyID else { return try await access.memberships.only(for: caller) }
    try await access.memberships.require(companyID: companyID, for: caller)
    return companyID
  }

  /// Nil: every company of the tenant, for a service that acts for no user.
  private func companies(_ request: OrderV1.ListStoresRequest, for caller: Caller) async throws -> [String]? {
    if request.hasCompanyID {
      try await access.memberships.require(companyID: request.companyID, for: caller)
      return [request.companyID]
    }
    if caller.actsForItself { return nil }
    return try await access.memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
  }
}
