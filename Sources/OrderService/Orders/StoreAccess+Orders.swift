import Runtime
import Storage

extension StoreAccess {
  /// An order of a store that the caller may see.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func order(_ orderID: String, for caller: Caller) async throws -> Order {
    let order = try await find(for: caller) { tenant in
      try tenant.order(orderID).map { (found: $0, storeID: $0.storeID) }
    }
    guard let order else { throw OrderError.orderNotFound(orderID) }
    return order
  }

  /// Lets a caller pass who may see an order, without loading the order.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func require(orderID: String, for caller: Caller) async throws {
    guard try await sees(caller, orderID: orderID) else { throw OrderError.orderNotFound(orderID) }
  }

  /// The order that a provider's charge belongs to, if the caller may see it.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func order(chargeID: String, for caller: Caller) async throws -> Order {
    let payment = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.payment(externalID: chargeID)
    }
    guard let payment else { throw OrderError.orderNotFound(chargeID) }
    return try await order(payment.orderID, for: caller)
  }

  /// The lead's newest order that a proof can be attached to, among those that the caller may see.
  /// - Throws: ``OrderError/orderNotFound(_:)``.
  func orderAwaitingProof(of leadID: String, for caller: Caller) async throws -> Order {
    let candidates = try await database.read(tenant: caller.tenantID) { tenant in
      try tenant.ordersAwaitingProof(of: leadID)
    }
    for orderID in candidates where try await sees(caller, orderID: orderID) {
      return try await order(orderID, for: caller)
    }
    throw OrderError.orderNotFound(leadID)
  }

  private func sees(_ caller: Caller, orderID: String) async throws -> Bool {
    let company = try await database.read(tenant: caller.tenantID) { tenant in try tenant.company(ofOrder: orderID) }
    guard let company else { return false }
    return try await memberships.allow(companyID: company, for: caller)
  }
}
