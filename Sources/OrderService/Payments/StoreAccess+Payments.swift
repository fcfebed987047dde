import Runtime
import Storage

extension StoreAccess {
  /// A store that the caller may see, with how it is paid.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  func shop(_ storeID: String, for caller: Caller) async throws -> (store: Store, settings: PaymentSettings) {
    let found = try await database.read(tenant: caller.tenantID) { tenant in try tenant.shop(storeID) }
    guard let found, try await sees(caller, found.store) else { throw OrderError.storeNotFound(storeID) }
    return found
  }
}
