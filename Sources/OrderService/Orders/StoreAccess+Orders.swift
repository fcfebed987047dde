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

  /// The order that a provider's charge belongs to, if the caller may see it.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func order(chargeID: String, for caller: Caller) async throws -> Order {
    let payment = try await database.read(tenant: caller.tenantID) { tenant in try tenant.payment(externalID: chargeID) }
    guard let payment else { throw OrderError.orderNotFound(chargeID) }
    return try await order(payment.orderID, for: caller)
  }

  /// The lead's newest order that a proof can be attached to, among those that the caller may see.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func orderAwaitingProof(of leadID: String, for caller: Caller) async throws -> Order {
    let candidates = try await database.read(tenant: caller.tenantID) { tenant in try tenant.ordersAwaitingProof(of: leadID) }
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
