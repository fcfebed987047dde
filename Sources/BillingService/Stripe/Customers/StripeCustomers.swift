import Runtime
import Storage

/// One customer at Stripe for each owner and currency, however many ask at the same moment: the place is claimed here
/// first, and made there under one key.
struct StripeCustomers: Sendable {
  let database: any Database
  let client: StripeClient
  let clock: any WallClock

  /// The owner's customer, which is made now if it is not there yet.
  /// - Parameters:
  ///   - email: for a customer that is made now.
  ///   - locale: the language of receipts and pages, "hu", "pt-BR", "en".
  /// - Throws: ``StripeFailure``.
  func customerID(
    of owner: Subject, in currency: Currency, email: String? = nil, name: String? = nil, locale: String? = nil,
    tenantID: String
  ) async throws -> String {
    try await client.requireKey(of: tenantID)
    let now = clock.now()
    let claim = try await database.write(tenant: tenantID) { tx in
      try tx.claimStripeCustomer(of: owner, currency, at: now)
    }
    if let id = claim.customerID { return id }
    let operation = StripeOperation<StripeCustomer>.createCustomer(
      email: email, name: name, locales: locale.map { [$0] } ?? [],
      metadata: ["tenant": tenantID, owner.kind.rawValue: owner.id])
    do {
      return try await client.perform(
        operation, key: "customer:\(claim.attempt):\(currency.code):\(owner.kind.rawValue):\(owner.id)",
        tenantID: tenantID, takesFirst: true
      ).id
    } catch StripeFailure.refused(let refusal) {
      try await database.write(tenant: tenantID) { tx in
        try tx.raiseStripeCustomerAttempt(of: owner, currency, from: claim.attempt)
      }
      throw StripeFailure.refused(refusal)
    }
  }

  /// The owner's customers that there are, by currency.
  func all(of owner: Subject, tenantID: String) async throws -> [StripeCustomerLink] {
    try await database.read(tenant: tenantID) { tx in try tx.stripeCustomers(of: owner) }
  }

  /// Whom a customer stands for; nil for one that is not this tenant's.
  func owner(of customerID: String, tenantID: String) async throws -> StripeCustomerLink? {
    guard StripeRequest.isID(customerID) else { return nil }
    return try await database.read(tenant: tenantID) { tx in try tx.owner(ofStripeCustomer: customerID) }
  }
}
