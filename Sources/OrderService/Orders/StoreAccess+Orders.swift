import Runtime
import Storage

extension StoreAccess {
  /// A store that the caller may see, with how it is paid.
  /// - Throws: ``OrderError/storeNotFound(_:)``.
  func shop(_ storeID: String, for caller: Caller) async throws -> (store: Store, settings: PaymentSettings) {
    let found = try await database.read { tx in
      let tenant = Tenant(caller.tenantID, tx)
      return try tenant.store(storeID).map { (store: $0, settings: try tenant.paymentSettings(of: storeID)) }
    }
    guard let found, try await memberships.allow(companyID: found.store.companyID, for: caller) else {
      throw OrderError.storeNotFound(storeID)
    }
    return found
  }

  /// The ids of the stores that a list shows: those that it names, else all that the caller sees.
  /// - Throws: ``OrderError/storesNotAllowed(_:)`` for any that the caller does not see.
  func storeIDs(named: [String], for caller: Caller) async throws -> [String] {
    guard !named.isEmpty else {
      let companies =
        caller.actsForItself
        ? nil : try await memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
      return try await database.read { tx in try Tenant(caller.tenantID, tx).stores(of: companies) }.map(\.id)
    }
    let stores = try await database.read { tx in
      let tenant = Tenant(caller.tenantID, tx)
      return try named.compactMap { try tenant.store($0) }
    }
    var allowed: Set<String> = []
    for company in Set(stores.map(\.companyID)) where try await memberships.allow(companyID: company, for: caller) {
      allowed.formUnion(stores.filter { $0.companyID == company }.map(\.id))
    }
    let refused = named.filter { !allowed.contains($0) }
    guard refused.isEmpty else { throw OrderError.storesNotAllowed(refused) }
    return named
  }

  /// The order that a provider's charge belongs to, if the caller may see it.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func order(chargeID: String, for caller: Caller) async throws -> Order {
    let payment = try await database.read { tx in try Tenant(caller.tenantID, tx).payment(externalID: chargeID) }
    guard let payment else { throw OrderError.orderNotFound(chargeID) }
    return try await order(payment.orderID, for: caller)
  }

  /// The lead's newest order that a proof can be attached to, among those that the caller may see.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func orderAwaitingProof(of leadID: String, for caller: Caller) async throws -> Order {
    let candidates = try await database.read { tx in try Tenant(caller.tenantID, tx).ordersAwaitingProof(of: leadID) }
    for orderID in candidates {
      do {
        return try await order(orderID, for: caller)
      } catch OrderError.orderNotFound {
        continue
      }
    }
    throw OrderError.orderNotFound(leadID)
  }
}
