import Runtime
import Storage

/// The catalogue as a tenant sees it: its own plans, and the global ones that it has not replaced by its own.
extension TenantTransaction {
  /// Every plan, inactive ones too, in no order.
  func plans() throws -> [Plan] {
    try complete(
      tx.all(
        """
        SELECT \(Self.planColumns) FROM plans p
        WHERE p.tenant_id = ? OR (p.tenant_id = '' AND NOT EXISTS (
          SELECT 1 FROM plans own WHERE own.tenant_id = ? AND own.slug = p.slug))
        """, id, id, as: Self.plan))
  }

  /// The plan that goes by a slug, whether it is offered or not.
  func plan(slug: String) throws -> Plan? {
    let found = try tx.first(
      """
      SELECT \(Self.planColumns) FROM plans p WHERE p.slug = ? AND p.tenant_id IN (?, '')
      ORDER BY p.tenant_id DESC LIMIT 1
      """, slug, id, as: Self.plan)
    return try complete([found].compactMap(\.self)).first
  }

  /// A plan of the tenant or of the global catalogue. A global one that the tenant has replaced by its own is that
  /// one from then on.
  func plan(id planID: String) throws -> Plan? {
    let slug = try tx.first(
      "SELECT slug FROM plans WHERE id = ? AND tenant_id IN (?, '')", planID, id
    ) { try $0.text(0) }
    return try slug.flatMap { try plan(slug: $0) }
  }

  /// Adds a plan.
  /// - Returns: false where the owner has one with the slug already.
  func insert(_ plan: Plan) throws -> Bool {
    let terms = plan.terms
    let columns: [(String, SQLValue)] =
      [
        ("tenant_id", (plan.tenantID ?? Self.globalTenantID).sqlValue), ("id", plan.id.sqlValue),
        ("slug", terms.slug.sqlValue), ("created_at", plan.createdAt.sqlValue),
      ] + changing(plan)
    let inserted = try tx.execute(
      """
      INSERT INTO plans (\(columns.map { $0.0 }.joined(separator: ", "))) VALUES (\(columns.placeholders))
      ON CONFLICT DO NOTHING
      """, columns.map { $0.1 })
    guard inserted > 0 else { return false }
    try replacePrices(of: plan)
    return true
  }

  /// Writes a plan down as it is now.
  func update(_ plan: Plan) throws {
    let columns = changing(plan)
    try tx.execute(
      """
      UPDATE plans SET \(columns.map { "\($0.0) = ?" }.joined(separator: ", ")) WHERE tenant_id = ? AND id = ?
      """, columns.map { $0.1 } + [(plan.tenantID ?? Self.globalTenantID).sqlValue, plan.id.sqlValue])
    try replacePrices(of: plan)
  }

  /// The plan of those who own the catalogue under a slug: the tenant's own, or for nil the global one.
  func ownPlan(slug: String, of owner: String?) throws -> Plan? {
    let found = try tx.first(
      "SELECT \(Self.planColumns) FROM plans p WHERE p.slug = ? AND p.tenant_id = ?", slug,
      owner ?? Self.globalTenantID, as: Self.plan)
    return try complete([found].compactMap(\.self)).first
  }

  private func changing(_ plan: Plan) -> [(String, SQLValue)] {
    let terms = plan.terms
    return [
      ("name", terms.name.sqlValue), ("description", terms.description.orNull),
      ("features", JSONValue.array(terms.features.map(JSONValue.string)).text.sqlValue),
      ("allowed_models", JSONValue.array(terms.allowedModels.map(JSONValue.string)).text.sqlValue),
      ("included_tokens", terms.includedTokens.sqlValue), ("max_messages", terms.maxMessages.orNull),
      ("max_cost_micro_usd", terms.maxCostMicroUSD.orNull), ("max_tokens", terms.maxTokens.orNull),
      ("max_stores", terms.maxStores.orNull), ("max_agents", terms.maxAgents.orNull),
      ("max_products", terms.maxProducts.orNull),
      ("overage_per_million_cents", terms.overagePerMillionCents.orNull), ("trial_days", terms.trialDays.sqlValue),
      ("is_active", terms.isActive.sqlValue), ("updated_at", plan.updatedAt.sqlValue),
    ]
  }

  private func replacePrices(of plan: Plan) throws {
    let owner = plan.tenantID ?? Self.globalTenantID
    try tx.execute("DELETE FROM plan_prices WHERE tenant_id = ? AND plan_id = ?", owner, plan.id)
    try insert(
      into: "plan_prices", ["tenant_id", "plan_id", "currency", "billing_interval", "amount", "position"],
      plan.terms.prices.enumerated().map { index, price in
        [
          owner.sqlValue, plan.id.sqlValue, price.currency.code.sqlValue, price.interval.rawValue.sqlValue,
          price.amount.sqlValue, Int64(index).sqlValue,
        ]
      })
  }

  /// Adds their prices to plans, and what the tenant's account at Stripe has of them.
  private func complete(_ plans: [Plan]) throws -> [Plan] {
    guard !plans.isEmpty else { return [] }
    let only = plans.count == 1 ? plans.first : nil
    var prices: [String: [PlanPrice]] = [:]
    try tx.forEach(
      """
      SELECT plan_id, currency, billing_interval, amount FROM plan_prices
      WHERE tenant_id IN (?, '') \(only == nil ? "" : "AND plan_id = ?") ORDER BY plan_id, position
      """, [id.sqlValue] + [only?.id.sqlValue].compactMap(\.self)
    ) { row in prices[try row.text(0), default: []].append(try Self.price(row, at: 1)) }
    let atStripe = try stripeCatalogue(slug: only?.terms.slug)
    return plans.map { plan in
      var plan = plan
      plan.terms.prices = prices[plan.id] ?? []
      atStripe.complete(&plan)
      return plan
    }
  }

  /// The tenant id of the global catalogue. It sorts before every other one.
  static let globalTenantID = ""

  private static let planColumns =
    """
    p.id, p.tenant_id, p.slug, p.name, p.description, p.features, p.allowed_models, p.included_tokens, p.max_messages,
    p.max_cost_micro_usd, p.max_tokens, p.max_stores, p.max_agents, p.max_products, p.overage_per_million_cents,
    p.trial_days, p.is_active, p.created_at, p.updated_at
    """

  private static func plan(_ row: any Row) throws -> Plan {
    let tenantID = try row.text(1)
    var terms = PlanTerms(
      slug: try row.text(2), name: try row.text(3), prices: [], includedTokens: try row.int(7),
      isActive: try row.bool(16))
    terms.description = try row.optionalText(4)
    terms.features = try texts(row.text(5))
    terms.allowedModels = try texts(row.text(6))
    terms.maxMessages = try row.optionalInt(8)
    terms.maxCostMicroUSD = try row.optionalInt(9)
    terms.maxTokens = try row.optionalInt(10)
    terms.maxStores = try row.optionalInt(11)
    terms.maxAgents = try row.optionalInt(12)
    terms.maxProducts = try row.optionalInt(13)
    terms.overagePerMillionCents = try row.optionalInt(14)
    terms.trialDays = try row.int(15)
    return Plan(
      id: try row.text(0), tenantID: tenantID == globalTenantID ? nil : tenantID, terms: terms,
      createdAt: try row.time(17), updatedAt: try row.time(18))
  }

  private static func texts(_ json: String) throws -> [String] {
    try JSONValue(text: json).array?.compactMap(\.string) ?? []
  }

  static func price(_ row: any Row, at index: Int) throws -> PlanPrice {
    let (currency, interval) = (try row.text(index), try row.text(index + 1))
    guard let currency = Currency(currency), let interval = PriceInterval(rawValue: interval) else {
      throw StorageError.unexpectedType("price in \(currency) per \(interval)")
    }
    return PlanPrice(currency: currency, interval: interval, amount: try row.int(index + 2))
  }
}
