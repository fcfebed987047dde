import Storage

/// The tables of the billing service.
enum BillingSchema {
  /// Steps are only ever added.
  static let migrations: [Migration] =
    Idempotency.migrations + Outbox.migrations + [
      plans, quotas, usageRecords, globalPlans, ledger, journalSeals, credits, holds, usage, workers, opening,
      planCatalogue, globalPlanPrices, subscriptions, usageFigures,
    ] + stripe + [reports, payments, settings, overage, referrals, invoices]

  /// A plan with the tenant id '' belongs to the global catalogue, which every tenant sees; a tenant's own
  /// plan stands in for the global one with the same slug.
  private static let plans = Migration(
    "0001_plans",
    [
      """
      CREATE TABLE plans (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        slug TEXT NOT NULL,
        name TEXT NOT NULL,
        monthly_cents BIGINT NOT NULL CHECK (monthly_cents >= 0),
        included_tokens BIGINT NOT NULL CHECK (included_tokens >= 0),
        max_stores BIGINT,
        max_agents BIGINT,
        max_products BIGINT,
        overage_per_million_cents BIGINT,
        is_active BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, slug)
      )
      """,
      // By slug, so that a tenant's own plan takes over for those who have the global one.
      """
      CREATE TABLE subscriptions (
        tenant_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        plan_slug TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, subject_kind, subject_id)
      )
      """,
    ])

  /// `usage_periods`: one row per subject and month, so that checking the quota and taking from it are one
  /// statement. `used_tokens` is the sum of the month's usage records, `topup_tokens` those of them that
  /// were taken from top-ups, `reserved_tokens` the sum of the open reservations.
  private static let quotas = Migration(
    "0002_quotas",
    [
      """
      CREATE TABLE usage_periods (
        tenant_id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        period_start BIGINT NOT NULL,
        included_tokens BIGINT NOT NULL,
        used_tokens BIGINT NOT NULL DEFAULT 0 CHECK (used_tokens >= 0),
        topup_tokens BIGINT NOT NULL DEFAULT 0 CHECK (topup_tokens >= 0),
        reserved_tokens BIGINT NOT NULL DEFAULT 0 CHECK (reserved_tokens >= 0),
        PRIMARY KEY (tenant_id, subject_kind, subject_id, period_start)
      )
      """,
      """
      CREATE TABLE topups (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        tokens BIGINT NOT NULL CHECK (tokens > 0),
        remaining_tokens BIGINT NOT NULL CHECK (remaining_tokens >= 0 AND remaining_tokens <= tokens),
        reference TEXT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, reference)
      )
      """,
      """
      CREATE INDEX topups_remaining ON topups (tenant_id, subject_kind, subject_id, created_at)
        WHERE remaining_tokens > 0
      """,
      """
      CREATE TABLE reservations (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        period_start BIGINT NOT NULL,
        tokens BIGINT NOT NULL CHECK (tokens > 0),
        model TEXT NOT NULL,
        operation_type TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'settled', 'released', 'expired')),
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        closed_at BIGINT,
        PRIMARY KEY (tenant_id, id)
      )
      """,
      """
      CREATE INDEX reservations_open ON reservations (tenant_id, subject_kind, subject_id, expires_at)
        WHERE status = 'open'
      """,
      "CREATE INDEX reservations_expiring ON reservations (expires_at) WHERE status = 'open'",
    ])

  private static let usageRecords = Migration(
    "0003_usage",
    [
      """
      CREATE TABLE usage_records (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        model TEXT NOT NULL,
        operation_type TEXT NOT NULL,
        prompt_tokens BIGINT NOT NULL CHECK (prompt_tokens >= 0),
        completion_tokens BIGINT NOT NULL CHECK (completion_tokens >= 0),
        cost_micro_usd BIGINT NOT NULL CHECK (cost_micro_usd >= 0),
        is_priced BIGINT NOT NULL,
        agent_id TEXT,
        lead_id TEXT,
        reservation_id TEXT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, reservation_id)
      )
      """,
      """
      CREATE INDEX usage_records_by_subject ON usage_records (tenant_id, subject_kind, subject_id, created_at)
      """,
    ])

  /// What a first start offers; `quartet admin plans` changes it. Prices are in BRL cents.
  private static let globalPlans = Migration(
    "0004_global_plans",
    [
      """
      INSERT INTO plans (tenant_id, id, slug, name, monthly_cents, included_tokens, max_stores, max_agents,
        max_products, overage_per_million_cents, is_active, created_at, updated_at)
      VALUES
        ('', '01943d5c-0000-7000-8000-000000000001', 'free', 'Free', 0, 200000, 1, 1, 500, NULL, 1,
          1735689600000000, 1735689600000000),
        ('', '01943d5c-0000-7000-8000-000000000002', 'starter', 'Starter', 9700, 2000000, 1, 3, 2000, 4900, 1,
          1735689600000000, 1735689600000000),
        ('', '01943d5c-0000-7000-8000-000000000003', 'growth', 'Growth', 29700, 10000000, 5, 10, 20000, 3900, 1,
          1735689600000000, 1735689600000000),
        ('', '01943d5c-0000-7000-8000-000000000004', 'scale', 'Scale', 99700, 50000000, NULL, NULL, NULL, 2900, 1,
          1735689600000000, 1735689600000000)
      """
    ])
}
