import Runtime
import Storage

/// Pages at Stripe where people pay. Nothing is sold by making one: what Stripe reports afterwards counts.
struct Checkouts: Sendable {
  let database: any Database
  let stripe: StripeClient
  let customers: StripeCustomers
  let publisher: PlanPublisher
  let payments: PaymentStore
  let gateway: GatewayURL

  /// - Parameter key: names the page within the tenant.
  /// - Throws: ``CheckoutError``, ``ReferralError/invalidReferrer``, ``SubscriptionError/exists(id:)``,
  ///   ``StripeFailure``.
  func page(
    _ new: NewCheckout, for userID: String?, key: String, tenantID: String
  ) async throws -> StripeCheckoutSession {
    let found = try await database.read(tenant: tenantID) { tx in
      guard let plan = try tx.plan(slug: new.planSlug), plan.terms.isActive, !plan.terms.isFree else {
        throw CheckoutError.invalidPlan(new.planSlug)
      }
      let price = try new.price(of: plan.terms)
      if let referrer = new.referrer { try tx.requireReferrer(referrer, for: userID) }
      if let userID, !plan.terms.isOneTime, let live = try tx.currentSubscription(of: Subject(.user, userID)),
        live.isPaid, live.status != .incomplete
      {
        throw SubscriptionError.exists(id: live.id)
      }
      return (plan: plan, price: price, settings: try tx.billingSettings())
    }
    try await stripe.requireKey(of: tenantID)
    let owner = userID.map { Subject(.user, $0) }
    var page = NewStripeCheckout(
      mode: found.plan.terms.isOneTime ? .payment : .subscription,
      lines: [.init(price: try await publisher.price(found.price, of: found.plan, tenantID: tenantID))],
      successURL: try found.settings.checkoutSuccessURL ?? gateway.text, clientReference: userID)
    page.cancelURL = try found.settings.checkoutCancelURL ?? gateway.text
    page.email = new.email
    if let owner {
      page.customer = try await customers.customerID(
        of: owner, in: found.price.currency, email: new.email, tenantID: tenantID)
    }
    page.metadata = [Payment.Metadata.tenant: tenantID, "plan": found.plan.terms.slug]
    page.metadata[Payment.Metadata.referrer] = new.referrer.map(ReferralCode.normalized)
    if let userID { page.metadata[Subject.Kind.user.rawValue] = userID }
    if found.plan.terms.isOneTime {
      let payment = try await begin(
        .purchase, found.price.amount, found.price.currency, of: owner, userID: userID,
        units: found.plan.terms.includedTokens, key: key, tenantID)
      page.metadata[Payment.Metadata.payment] = payment.id
    }
    return try await stripe.perform(.createCheckout(page), key: "page:\(key)", tenantID: tenantID)
  }

  /// A page for the plan that the tenant's settings name.
  /// - Throws: ``CheckoutError/paymentFailed``, ``StripeFailure/notConfigured``.
  func subscriptionPage(email: String, key: String, tenantID: String) async throws -> StripeCheckoutSession {
    try await stripe.requireKey(of: tenantID)
    let settings = try await database.read(tenant: tenantID) { tx in try tx.billingSettings() }
    let new = NewCheckout(
      planSlug: settings.subscriptionPlan, currency: settings.subscriptionCurrency.code,
      interval: settings.subscriptionInterval.rawValue, email: email)
    return try await Self.failingAsDocumented {
      try await page(new, for: nil, key: key, tenantID: tenantID)
    }
  }

  /// A page for one payment of the amount that the tenant's settings name.
  /// - Throws: ``CheckoutError/paymentFailed``, ``StripeFailure/notConfigured``.
  func microPage(
    userID: String, description: String, key: String, tenantID: String
  ) async throws -> StripeCheckoutSession {
    try await stripe.requireKey(of: tenantID)
    let settings = try await database.read(tenant: tenantID) { tx in try tx.billingSettings() }
    let currency = settings.microPaymentCurrency
    let payment = try await begin(
      .microPayment, settings.microPaymentAmount, currency, of: nil, userID: userID, units: 0, key: key, tenantID)
    var page = NewStripeCheckout(
      mode: .payment, lines: [], successURL: try settings.checkoutSuccessURL ?? gateway.text)
    page.cancelURL = try settings.checkoutCancelURL ?? gateway.text
    page.metadata = [
      Payment.Metadata.tenant: tenantID, Payment.Metadata.payment: payment.id,
      Payment.Metadata.kind: Payment.Kind.microPayment.rawValue, "user": userID,
    ]
    var parameters = page.parameters
    parameters["line_items"] = [
      [
        "price_data": [
          "currency": .text(currency.code), "unit_amount": .number(payment.amount),
          "product_data": ["name": .text(description)],
        ], "quantity": 1,
      ]
    ]
    let operation = StripeOperation<StripeCheckoutSession>(.create("/v1/checkout/sessions", parameters))
    return try await Self.failingAsDocumented {
      try await stripe.perform(operation, key: "page:\(key)", tenantID: tenantID)
    }
  }

  private func begin(
    _ kind: Payment.Kind, _ amount: Int64, _ currency: Currency, of owner: Subject?, userID: String?, units: Int64,
    key: String, _ tenantID: String
  ) async throws -> Payment {
    let now = payments.clock.now()
    return try await payments.insert(
      Payment(
        id: payments.ids.next(), kind: kind, subject: owner, userID: userID, amount: amount, currency: currency,
        units: units, key: "page:\(key)", createdAt: now, updatedAt: now), tenantID: tenantID)
  }

  /// ai-task documents one answer for whatever goes wrong with a payment.
  private static func failingAsDocumented<T>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch StripeFailure.notConfigured {
      throw StripeFailure.notConfigured
    } catch is StripeFailure {
      throw CheckoutError.paymentFailed
    } catch is CheckoutError {
      throw CheckoutError.paymentFailed
    }
  }
}

extension Checkouts {
  /// The customer portal, for one visit.
  /// - Throws: ``StripeFailure``.
  func portal(of customerID: String, key: String, tenantID: String) async throws -> StripePortalSession {
    let settings = try await database.read(tenant: tenantID) { tx in try tx.billingSettings() }
    return try await stripe.perform(
      .createPortal(customer: customerID, returnURL: try settings.portalReturnURL ?? gateway.text),
      key: "portal:\(key)", tenantID: tenantID)
  }
}
