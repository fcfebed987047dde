import Runtime
import Storage

/// Payments, each written down before Stripe hears of it.
struct PaymentStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// - Throws: ``TopupError/notOffered(planSlug:)``, ``LedgerError/keyReused(_:)``.
  func buy(_ new: NewTopup, tenantID: String) async throws -> Payment {
    let (now, paymentID) = (clock.now(), ids.next())
    return try await database.write(tenant: tenantID) { tx in try tx.buy(new, id: paymentID, at: now) }
  }

  func payment(_ id: String, tenantID: String) async throws -> Payment? {
    try await database.read(tenant: tenantID) { tx in try tx.payment(id) }
  }

  /// Notes that a payment was refused; a refused overage charge ends charging by itself.
  func fail(_ payment: Payment, tenantID: String) async throws {
    let now = clock.now()
    try await database.write(tenant: tenantID) { tx in
      _ = try tx.update(payment: payment.id, to: .failed, at: now)
      if payment.kind == .overage, let company = payment.subject?.id {
        try tx.switchOffAutoOverage(ofCompany: company, at: now)
      }
    }
  }

  /// Adds a payment of a checkout page.
  func insert(_ payment: Payment, tenantID: String) async throws -> Payment {
    try await database.write(tenant: tenantID) { tx in try tx.insert(payment) ?? payment }
  }

  /// What would be charged for an organization's overage now, or why nothing.
  func nextOverage(of companyID: String, tenantID: String) async throws -> OverageState.Decision {
    let now = clock.now()
    return try await database.read(tenant: tenantID) { tx in
      try tx.overage(of: companyID, under: tx.settings(ofCompany: companyID), at: now).nextCharge(at: now)
    }
  }

  /// Writes the next charge for an organization's overage down, if there is one: the cap is looked at in the same
  /// transaction, and one charge at a time is under way.
  func beginOverage(
    of companyID: String, tenantID: String
  ) async throws -> (payment: Payment?, decision: OverageState.Decision) {
    let (now, paymentID) = (clock.now(), ids.next())
    do {
      return try await database.write(tenant: tenantID) { tx in
        let state = try tx.overage(of: companyID, under: tx.settings(ofCompany: companyID), at: now)
        let decision = state.nextCharge(at: now)
        guard case .charge(let amount, let units) = decision else { return (nil, decision) }
        let payment = Payment(
          id: paymentID, kind: .overage, subject: Subject(.organization, companyID), amount: amount, currency: .brl,
          units: units, status: .processing, period: state.period, createdAt: now, updatedAt: now)
        _ = try tx.insert(payment)
        return (payment, decision)
      }
    } catch StorageError.uniqueViolation {
      return (nil, .none(.inFlight))
    }
  }

  /// Organizations that want their overage charged, after a place.
  func companiesWithOverage(
    after place: (tenantID: String, companyID: String), limit: Int
  ) async throws -> [(tenantID: String, companyID: String)] {
    let (tenantID, companyID) = place
    return try await database.read { tx in
      try tx.all(
        """
        SELECT tenant_id, company_id FROM company_settings
        WHERE auto_overage = 1 AND (tenant_id > ? OR (tenant_id = ? AND company_id > ?))
        ORDER BY tenant_id, company_id LIMIT ?
        """, tenantID, tenantID, companyID, limit
      ) { (tenantID: try $0.text(0), companyID: try $0.text(1)) }
    }
  }
}
