import Storage

/// Plans, and who has which.
struct PlanStore: Sendable {
  /// The tenant id of the global catalogue.
  private static let globalTenantID = ""

  let database: any Database

  /// The plans that a tenant offers, cheapest first.
  func activePlans(tenantID: String) async throws -> [Plan] {
    try await plans(tenantID: tenantID).filter(\.terms.isActive)
  }

  /// Every plan that a tenant sees, cheapest first: its own, and the global ones that it has not replaced.
  func plans(tenantID: String) async throws -> [Plan] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(Self.columns) FROM plans p
        WHERE p.tenant_id = ? OR (p.tenant_id = '' AND NOT EXISTS (
          SELECT 1 FROM plans own WHERE own.tenant_id = ? AND own.slug = p.slug))
        ORDER BY p.monthly_cents, p.included_tokens, p.id
        """, tenantID, tenantID, as: Self.plan)
    }
  }

  /// Adds a plan, or changes the one with the same slug. Nil for the tenant means the global catalogue.
  func upsert(_ terms: PlanTerms, tenantID: String?, id: String, at now: Timestamp) async throws -> Plan {
    try await database.write { tx in
      let stored = try tx.first(
        """
        INSERT INTO plans (tenant_id, id, slug, name, monthly_cents, included_tokens, max_stores, max_agents,
          max_products, overage_per_million_cents, is_active, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, slug) DO UPDATE SET
          name = excluded.name, monthly_cents = excluded.monthly_cents, included_tokens = excluded.included_tokens,
          max_stores = excluded.max_stores, max_agents = excluded.max_agents, max_products = excluded.max_products,
          overage_per_million_cents = excluded.overage_per_million_cents, is_active = excluded.is_active,
          updated_at = excluded.updated_at
        RETURNING id
        """, tenantID ?? Self.globalTenantID, id, terms.slug, terms.name, terms.monthlyCents, terms.includedTokens,
        terms.maxStores, terms.maxAgents, terms.maxProducts, terms.overagePerMillionCents, terms.isActive, now, now
      ) { try $0.text(0) }
      return Plan(id: stored ?? id, tenantID: tenantID, terms: terms)
    }
  }

  /// Puts a subject on a plan from now on; the month's quota follows at once.
  /// - Throws: ``BillingError/planNotFound(_:)``.
  func subscribe(_ subject: Subject, tenantID: String, slug: String, at now: Timestamp) async throws -> Plan {
    try await database.write { tx in
      guard let plan = try Self.plan(tx, tenantID: tenantID, slug: slug) else { throw BillingError.planNotFound(slug) }
      try tx.execute(
        """
        INSERT INTO subscriptions (tenant_id, subject_kind, subject_id, plan_slug, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, subject_kind, subject_id) DO UPDATE SET
          plan_slug = excluded.plan_slug, updated_at = excluded.updated_at
        """, tenantID, subject.kind.rawValue, subject.id, slug, now, now)
      return plan
    }
  }

  /// The plan that a subject has: its subscription's, or the default one.
  /// - Throws: ``BillingError/planNotFound(_:)`` for a catalogue that someone has emptied by hand.
  static func plan(_ tx: any Transaction, of subject: Subject, tenantID: String) throws -> Plan {
    let subscribed = try tx.first(
      """
      SELECT \(columns) FROM plans p
      WHERE p.tenant_id IN (?, '') AND p.slug = COALESCE(
        (SELECT s.plan_slug FROM subscriptions s
          WHERE s.tenant_id = ? AND s.subject_kind = ? AND s.subject_id = ?), '\(Plan.defaultSlug)')
      ORDER BY p.tenant_id DESC LIMIT 1
      """, tenantID, tenantID, subject.kind.rawValue, subject.id, as: plan)
    if let subscribed { return subscribed }
    guard let standard = try plan(tx, tenantID: tenantID, slug: Plan.defaultSlug) else {
      throw BillingError.planNotFound(Plan.defaultSlug)
    }
    return standard
  }

  /// The tenant's own plan comes before the global one: '' sorts before every other id.
  private static func plan(_ tx: any Transaction, tenantID: String, slug: String) throws -> Plan? {
    try tx.first(
      "SELECT \(columns) FROM plans p WHERE p.slug = ? AND p.tenant_id IN (?, '') ORDER BY p.tenant_id DESC LIMIT 1",
      slug, tenantID, as: plan)
  }

  private static let columns =
    """
    p.id, p.tenant_id, p.slug, p.name, p.monthly_cents, p.included_tokens, p.max_stores, p.max_agents, p.max_products,
    p.overage_per_million_cents, p.is_active
    """

  private static func plan(_ row: any Row) throws -> Plan {
    let tenantID = try row.text(1)
    return Plan(
      id: try row.text(0), tenantID: tenantID == globalTenantID ? nil : tenantID,
      terms: PlanTerms(
        slug: try row.text(2), name: try row.text(3), monthlyCents: try row.int(4), includedTokens: try row.int(5),
        maxStores: try row.optionalInt(6), maxAgents: try row.optionalInt(7), maxProducts: try row.optionalInt(8),
        overagePerMillionCents: try row.optionalInt(9), isActive: try row.bool(10)))
  }
}
