import Runtime
import Storage

/// What companies pay by a card of theirs: top-ups and overage. A payment is a row first, then one PaymentIntent under
/// the row's key, however often somebody asks.
struct CompanyPayments: Sendable {
  let store: PaymentStore
  let stripe: StripeClient
  let customers: StripeCustomers

  /// Buys tokens with the company's card, or lets Stripe Elements go on.
  /// - Throws: ``TopupError``, ``LedgerError/keyReused(_:)``, ``StripeFailure``.
  func buy(_ new: NewTopup, tenantID: String) async throws -> Payment {
    try await stripe.requireKey(of: tenantID)
    let payment = try await store.buy(new, tenantID: tenantID)
    guard payment.intentID == nil, payment.status == .pending else {
      // The same purchase gets the same answer: another one has another key.
      if payment.status == .failed && payment.intentID == nil { throw TopupError.declined(code: nil) }
      return payment
    }
    let customer = try await customerID(of: payment, tenantID)
    do {
      let card = try await card(of: customer, tenantID)
      try await make(payment, customer, card: card, key: "payment:\(payment.id)", tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.needsAuthentication {
      // The bank asks for the card's holder, who is there with Elements.
      try await make(payment, customer, card: nil, key: "payment:\(payment.id):elements", tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.isDecline {
      try await store.fail(payment, tenantID: tenantID)
      throw TopupError.declined(code: refusal.declineCode ?? refusal.code)
    }
    return try await store.payment(payment.id, tenantID: tenantID) ?? payment
  }

  /// Charges an organization's overage, if there is one to charge.
  /// - Throws: ``StripeFailure`` where nobody knows yet whether it is charged: the same row goes on then.
  func chargeOverage(of companyID: String, tenantID: String) async throws -> OverageCharge {
    try await stripe.requireKey(of: tenantID)
    if case .none(let outcome) = try await store.nextOverage(of: companyID, tenantID: tenantID) {
      return OverageCharge(outcome: outcome)
    }
    let customer = try await customers.customerID(
      of: Subject(.organization, companyID), in: .brl, tenantID: tenantID)
    guard let card = try await card(of: customer, tenantID) else { return OverageCharge(outcome: .noPaymentMethod) }
    let begun = try await store.beginOverage(of: companyID, tenantID: tenantID)
    guard let payment = begun.payment else {
      guard case .none(let outcome) = begun.decision else { return OverageCharge(outcome: .inFlight) }
      return OverageCharge(outcome: outcome)
    }
    do {
      try await make(payment, customer, card: card, key: "payment:\(payment.id)", tenantID)
    } catch StripeFailure.refused {
      try await store.fail(payment, tenantID: tenantID)
    }
    return OverageCharge(
      outcome: .charged, payment: try await store.payment(payment.id, tenantID: tenantID) ?? payment)
  }

  private func customerID(of payment: Payment, _ tenantID: String) async throws -> String {
    guard let subject = payment.subject else { throw StripeFailure.unknown("the payment is nobody's") }
    return try await customers.customerID(of: subject, in: payment.currency, tenantID: tenantID)
  }

  /// The card that is charged: the customer's own choice, else the only one that is saved.
  private func card(of customer: String, _ tenantID: String) async throws -> String? {
    let found = try await stripe.read(.customer(customer), tenantID: tenantID)
    if let chosen = found.invoiceSettings?.defaultPaymentMethod?.id { return chosen }
    return try await stripe.read(.cards(of: customer), tenantID: tenantID).data.first?.id
  }

  private func make(
    _ payment: Payment, _ customer: String, card: String?, key: String, _ tenantID: String
  ) async throws {
    let new = NewStripePayment(
      amount: payment.amount, currency: payment.currency, customer: customer, paymentMethod: card,
      isOffSession: card != nil, savesCard: card == nil,
      metadata: [
        Payment.Metadata.payment: payment.id, Payment.Metadata.tenant: tenantID,
        Payment.Metadata.kind: payment.kind.rawValue, Payment.Metadata.company: payment.subject?.id ?? "",
      ])
    // A retry finds perhaps another card; the first request counts.
    _ = try await stripe.perform(.createPayment(new), key: key, tenantID: tenantID, takesFirst: true)
  }
}
