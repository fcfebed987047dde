import Contracts
import Runtime

/// Stores, which belong to the order service.
struct StoreLookup: Sendable {
  let order: ServiceChannel

  /// A store that the caller may see.
  /// - Throws: NOT_FOUND `STORE_NOT_FOUND` for others.
  func visible(_ id: String) async throws -> OrderV1.Store { try await get(id, nil) }

  /// Whether the caller may see a store.
  func isVisible(_ id: String) async throws -> Bool {
    do {
      _ = try await visible(id)
      return true
    } catch let error as ServiceError where error.code == .notFound {
      return false
    }
  }

  /// A store that answers to buyers, who are no users.
  /// - Throws: NOT_FOUND `STORE_NOT_FOUND` for a hidden one too.
  func open(_ id: String, tenantID: String) async throws -> OrderV1.Store {
    let store = try await get(id, Caller(tenantID: tenantID, credential: .service))
    guard store.isActive else { throw AgentError.storeNotFound }
    return store
  }

  private func get(_ id: String, _ caller: Caller?) async throws -> OrderV1.Store {
    guard !id.isEmpty else {
      throw ServiceError(
        .invalidArgument, "VALIDATION_FAILED", "store_id: Field required",
        violations: [FieldViolation("store_id", "Field required", type: "missing")])
    }
    return try await order.call(
      OrderV1.StoreService.Method.GetStore.descriptor, OrderV1.GetStoreRequest.with { $0.id = id }, caller: caller)
  }
}
