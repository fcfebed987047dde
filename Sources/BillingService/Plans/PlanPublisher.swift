import Runtime
import Storage

/// Brings plans to the tenant's account at Stripe: a product for each, a price for each price, each made once however
/// often it is asked for. What is missing when a plan is sold is made then.
struct PlanPublisher: Sendable {
  /// What usage is told to Stripe by, for all plans of a tenant.
  static let meterEventName = "quartet_tokens"

  let database: any Database
  let stripe: StripeClient
  let clock: any WallClock

  /// Makes a plan's product and what is missing of its prices, or adopts those that are there.
  /// - Throws: ``PlanError/priceMismatch(field:_:)``, ``PlanError/stripeObjectNotFound(field:_:)``, ``StripeFailure``.
  func publish(_ plan: Plan, adopting adoption: PlanAdoption, tenantID: String) async throws -> Plan {
    try await stripe.requireKey(of: tenantID)
    var plan = plan
    if let productID = adoption.stripeProductID {
      let product = try await found(.product(productID), productID, "stripe_product_id", tenantID)
      plan.stripeProductID = product.id
    }
    // Everything is looked at before anything is written down.
    let adopted = try await adoptable(adoption.prices, of: plan, tenantID: tenantID)
    let product = try await product(of: plan, tenantID: tenantID)
    for price in adopted { try await keep(price, tenantID: tenantID) }
    for price in plan.terms.prices where !adopted.contains(where: { $0.price.isSame(as: price) }) {
      _ = try await self.price(price, of: plan, product: product, tenantID: tenantID)
    }
    _ = try await meteredPrice(of: plan, product: product, tenantID: tenantID)
    let slug = plan.terms.slug
    return try await database.read(tenant: tenantID) { tx in try tx.plan(slug: slug) } ?? plan
  }

  /// The price at Stripe that a plan's price is, made now if need be.
  func price(_ price: PlanPrice, of plan: Plan, tenantID: String) async throws -> String {
    if let known = price.stripePriceID { return known }
    return try await self.price(price, of: plan, product: product(of: plan, tenantID: tenantID), tenantID: tenantID)
  }

  /// The metered price at Stripe of a plan that sells usage beyond what it includes; nil for any other.
  func meteredPrice(of plan: Plan, tenantID: String) async throws -> String? {
    if let known = plan.stripeMeteredPriceID { return known }
    guard plan.terms.overagePerMillionCents != nil else { return nil }
    return try await meteredPrice(of: plan, product: product(of: plan, tenantID: tenantID), tenantID: tenantID)
  }
}

extension PlanPublisher {
  private func product(of plan: Plan, tenantID: String) async throws -> String {
    let slug = plan.terms.slug
    var productID = plan.stripeProductID
    if productID == nil {
      productID = try await stripe.perform(
        .createProduct(name: plan.terms.name, metadata: ["tenant": tenantID, "plan": slug]),
        key: "plan-product:\(plan.id)", tenantID: tenantID, takesFirst: true
      ).id
    }
    let (made, now) = (productID ?? "", clock.now())
    try await database.write(tenant: tenantID) { tx in try tx.setStripeProduct(made, ofPlan: slug, at: now) }
    return made
  }

  private func price(
    _ price: PlanPrice, of plan: Plan, product: String, tenantID: String
  ) async throws -> String {
    if let known = price.stripePriceID { return known }
    let new = NewStripePrice(
      product: product, currency: price.currency, amount: price.amount,
      interval: price.interval == .oneTime ? nil : price.interval.rawValue,
      metadata: ["tenant": tenantID, "plan": plan.terms.slug])
    let made = try await stripe.perform(
      .createPrice(new),
      key: "plan-price:\(plan.id):\(price.currency.code):\(price.interval.rawValue):\(price.amount)",
      tenantID: tenantID, takesFirst: true)
    let known = StripeCatalogue.Price(id: made.id, planSlug: plan.terms.slug, isMetered: false, price: price)
    try await keep(known, tenantID: tenantID)
    return made.id
  }

  private func meteredPrice(of plan: Plan, product: String, tenantID: String) async throws -> String? {
    if let known = plan.stripeMeteredPriceID { return known }
    guard let cents = plan.terms.overagePerMillionCents, cents > 0 else { return nil }
    let meter = try await stripe.perform(
      .createMeter(name: "Tokens", eventName: Self.meterEventName), key: "meter:\(Self.meterEventName)",
      tenantID: tenantID, takesFirst: true)
    let made = try await stripe.perform(
      .createMeteredPrice(product: product, meter: meter.id, centsPerMillion: cents, plan: plan.terms.slug),
      key: "plan-price:\(plan.id):metered:\(cents)", tenantID: tenantID, takesFirst: true)
    try await keep(
      StripeCatalogue.Price(
        id: made.id, planSlug: plan.terms.slug, isMetered: true,
        price: PlanPrice(currency: .brl, interval: .month, amount: cents)), tenantID: tenantID)
    return made.id
  }

  private func keep(_ price: StripeCatalogue.Price, tenantID: String) async throws {
    let now = clock.now()
    try await database.write(tenant: tenantID) { tx in try tx.add(price, at: now) }
  }

  private func adoptable(
    _ prices: [PlanAdoption.Price], of plan: Plan, tenantID: String
  ) async throws -> [StripeCatalogue.Price] {
    var adopted: [StripeCatalogue.Price] = []
    for (index, named) in prices.enumerated() {
      let field = "prices[\(index)].stripe_price_id"
      guard var price = plan.terms.price(named.currency, named.interval) else {
        throw PlanError.priceMismatch(field: "prices[\(index)]", "the plan is not sold so")
      }
      let found = try await found(.price(named.stripePriceID), named.stripePriceID, field, tenantID)
      if let why = found.mismatch(with: price) { throw PlanError.priceMismatch(field: field, why) }
      price.stripePriceID = found.id
      adopted.append(
        StripeCatalogue.Price(id: found.id, planSlug: plan.terms.slug, isMetered: false, price: price))
    }
    return adopted
  }

  private func found<Object>(
    _ operation: StripeOperation<Object>, _ id: String, _ field: String, _ tenantID: String
  ) async throws -> Object {
    do {
      return try await stripe.read(operation, tenantID: tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.isMissing {
      throw PlanError.stripeObjectNotFound(field: field, id)
    }
  }
}

extension StripePrice {
  /// Why it is not a plan's price; nil where it is.
  fileprivate func mismatch(with price: PlanPrice) -> String? {
    if active == false { return "it is not active" }
    if currency != price.currency.code { return "its currency is \(currency)" }
    if unitAmount != price.amount { return "its amount is another one" }
    let interval: String? = price.interval == .oneTime ? nil : price.interval.rawValue
    if recurring?.interval != interval || (recurring?.intervalCount ?? 1) != 1 { return "its interval is another one" }
    return recurring?.usageType == "metered" ? "it is metered" : nil
  }
}

extension StripeOperation where Answer == StripePrice {
  /// A price for each token, which is a fraction of a cent: a whole number of millionths of it.
  fileprivate static func createMeteredPrice(
    product: String, meter: String, centsPerMillion: Int64, plan: String
  ) -> Self {
    let fraction = String(centsPerMillion % 1_000_000)
    let digits = String(repeating: "0", count: 6 - fraction.count) + fraction
    return Self(
      .create(
        "/v1/prices",
        [
          "product": .text(product), "currency": "brl",
          "unit_amount_decimal": .text("\(centsPerMillion / 1_000_000).\(digits)"),
          "recurring": ["interval": "month", "usage_type": "metered", "meter": .text(meter)],
          "metadata": .metadata(["plan": plan]),
        ]))
  }
}
