import Storage

extension BillingSchema {
  /// `plan_prices`: what a plan costs now, by currency and interval.
  ///
  /// `plan_stripe_products`, `plan_stripe_prices`: what a tenant's own account at Stripe has of a plan, global ones
  /// too. Prices that were replaced stay, for whoever still pays them: an invoice's plan is that of its price.
  ///
  /// `plan_assignments`: plans without a payment, which count where there is no subscription that gives one. By
  /// slug, so that a tenant's own plan takes over for those who have the global one.
  static let planCatalogue = Migration(
    "0012_plan_catalogue",
    [
      "ALTER TABLE plans ADD COLUMN description TEXT",
      "ALTER TABLE plans ADD COLUMN features TEXT NOT NULL DEFAULT '[]'",
      "ALTER TABLE plans ADD COLUMN allowed_models TEXT NOT NULL DEFAULT '[]'",
      "ALTER TABLE plans ADD COLUMN max_messages BIGINT",
      "ALTER TABLE plans ADD COLUMN max_cost_micro_usd BIGINT",
      "ALTER TABLE plans ADD COLUMN max_tokens BIGINT",
      "ALTER TABLE plans ADD COLUMN trial_days BIGINT NOT NULL DEFAULT 0",
      """
      CREATE TABLE plan_prices (
        tenant_id TEXT NOT NULL,
        plan_id TEXT NOT NULL,
        currency TEXT NOT NULL,
        billing_interval TEXT NOT NULL CHECK (billing_interval IN ('month', 'year', 'one_time')),
        amount BIGINT NOT NULL CHECK (amount > 0),
        position BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, plan_id, currency, billing_interval)
      )
      """,
      """
      INSERT INTO plan_prices (tenant_id, plan_id, currency, billing_interval, amount, position)
      SELECT tenant_id, id, 'brl', 'month', monthly_cents, 0 FROM plans WHERE monthly_cents > 0
      """,
      "ALTER TABLE plans DROP COLUMN monthly_cents",
      """
      CREATE TABLE plan_stripe_products (
        tenant_id TEXT NOT NULL,
        plan_slug TEXT NOT NULL,
        stripe_product_id TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, plan_slug)
      )
      """,
      """
      CREATE TABLE plan_stripe_prices (
        tenant_id TEXT NOT NULL,
        stripe_price_id TEXT NOT NULL,
        plan_slug TEXT NOT NULL,
        is_metered BIGINT NOT NULL,
        currency TEXT NOT NULL,
        billing_interval TEXT NOT NULL,
        amount BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, stripe_price_id)
      )
      """,
      "CREATE INDEX plan_stripe_prices_by_plan ON plan_stripe_prices (tenant_id, plan_slug, created_at)",
      "ALTER TABLE subscriptions RENAME TO plan_assignments",
    ])

  /// What a first start offers beside the plans in BRL: pinqo's five plans, and the tier `pro`. Amounts are in the
  /// currency's smallest unit, a year's is ten months'. A plan that an operator has made with such a slug stays as
  /// it is.
  static let globalPlanPrices = Migration("0013_global_plan_prices", offers.flatMap(\.statements))

  // swift-format-ignore
  private static let offers = [
    GlobalOffer(2, "starter", months: ["huf": 990_000, "gbp": 1_900, "eur": 2_500]),
    GlobalOffer(3, "growth", months: ["huf": 2_990_000, "gbp": 5_900, "eur": 7_500]),
    GlobalOffer(5, "agency", "Agency", tokens: 30_000_000, months: ["huf": 7_990_000, "gbp": 15_900, "eur": 19_900]),
    GlobalOffer(6, "done", "Done for you", tokens: 50_000_000, months: ["huf": 9_990_000, "gbp": 29_900, "eur": 37_500]),
    GlobalOffer(7, "setup_pack", "Setup pack", tokens: 0, once: ["huf": 4_990_000, "gbp": 9_900, "eur": 12_500]),
    GlobalOffer(8, "pro", "Pro", tokens: 5_000_000, months: ["usd": 2_000]),
  ]
}

/// A global plan's prices, and the plan itself where it has a name.
private struct GlobalOffer {
  /// The last digit of the plan's id.
  var number: Int
  var slug: String
  var name: String?
  var tokens: Int64
  var months: KeyValuePairs<String, Int64>
  var once: KeyValuePairs<String, Int64>

  init(
    _ number: Int, _ slug: String, _ name: String? = nil, tokens: Int64 = 0,
    months: KeyValuePairs<String, Int64> = [:], once: KeyValuePairs<String, Int64> = [:]
  ) {
    self.number = number
    self.slug = slug
    self.name = name
    self.tokens = tokens
    self.months = months
    self.once = once
  }

  private var prices: [(currency: String, interval: String, amount: Int64)] {
    months.map { ($0.key, "month", $0.value) } + months.map { ($0.key, "year", $0.value * 10) }
      + once.map { ($0.key, "one_time", $0.value) }
  }

  var statements: [String] {
    let plan = name.map { name in
      """
      INSERT INTO plans (tenant_id, id, slug, name, included_tokens, is_active, created_at, updated_at)
      VALUES ('', '01943d5c-0000-7000-8000-00000000000\(number)', '\(slug)', '\(name)', \(tokens), 1,
        1735689600000000, 1735689600000000)
      ON CONFLICT DO NOTHING
      """
    }
    return [plan].compactMap(\.self)
      + prices.enumerated().map { index, price in
        """
        INSERT INTO plan_prices (tenant_id, plan_id, currency, billing_interval, amount, position)
        SELECT '', id, '\(price.currency)', '\(price.interval)', \(price.amount), \(index + 1) FROM plans
        WHERE tenant_id = '' AND slug = '\(slug)' AND created_at = 1735689600000000
        ON CONFLICT DO NOTHING
        """
      }
  }
}
