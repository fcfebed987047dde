import Storage

/// The tenant's products and prices at Stripe.
extension TenantTransaction {
  /// - Parameter slug: nil for those of all plans.
  func stripeCatalogue(slug: String? = nil) throws -> StripeCatalogue {
    let filter = slug == nil ? "" : "AND plan_slug = ?"
    let arguments = [id.sqlValue] + [slug?.sqlValue].compactMap(\.self)
    var catalogue = StripeCatalogue()
    try tx.forEach(
      "SELECT plan_slug, stripe_product_id FROM plan_stripe_products WHERE tenant_id = ? \(filter)", arguments
    ) { row in catalogue.products[try row.text(0)] = try row.text(1) }
    catalogue.prices = try tx.all(
      """
      SELECT \(Self.stripePriceColumns) FROM plan_stripe_prices WHERE tenant_id = ? \(filter)
      ORDER BY created_at DESC, stripe_price_id DESC
      """, values: arguments, as: Self.stripePrice)
    return catalogue
  }

  /// Which plan a price at Stripe is of, or was.
  func stripePrice(_ stripePriceID: String) throws -> StripeCatalogue.Price? {
    try tx.first(
      "SELECT \(Self.stripePriceColumns) FROM plan_stripe_prices WHERE tenant_id = ? AND stripe_price_id = ?", id,
      stripePriceID, as: Self.stripePrice)
  }

  /// Writes down which product at Stripe a plan is.
  func setStripeProduct(_ productID: String, ofPlan slug: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO plan_stripe_products (tenant_id, plan_slug, stripe_product_id, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant_id, plan_slug) DO UPDATE SET stripe_product_id = excluded.stripe_product_id
      """, id, slug, productID, now)
  }

  /// Writes down a price at Stripe. The newest of a currency, interval and amount is the one that is sold.
  func add(_ price: StripeCatalogue.Price, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO plan_stripe_prices (tenant_id, stripe_price_id, plan_slug, is_metered, currency, billing_interval,
        amount, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, stripe_price_id) DO UPDATE SET
        plan_slug = excluded.plan_slug, is_metered = excluded.is_metered, created_at = excluded.created_at
      """, id, price.id, price.planSlug, price.isMetered, price.price.currency.code, price.price.interval.rawValue,
      price.price.amount, now)
  }

  private static let stripePriceColumns = "stripe_price_id, plan_slug, is_metered, currency, billing_interval, amount"

  private static func stripePrice(_ row: any Row) throws -> StripeCatalogue.Price {
    let id = try row.text(0)
    var price = try price(row, at: 3)
    price.stripePriceID = id
    return StripeCatalogue.Price(id: id, planSlug: try row.text(1), isMetered: try row.bool(2), price: price)
  }
}
