import Storage

extension BillingSchema {
  /// A subject has at most one live subscription that is paid, and one that is not; the latter ends when the former
  /// gives a plan. `duplicate_of`: a further one that somebody has paid for all the same, by a second page; it gives
  /// nothing, and `quartet admin billing verify` names it.
  static let subscriptions = Migration(
    "0014_subscriptions",
    [
      """
      CREATE TABLE subscriptions (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        plan_slug TEXT NOT NULL,
        billing_cycle TEXT NOT NULL CHECK (billing_cycle IN ('month', 'year')),
        currency TEXT,
        status TEXT NOT NULL,
        is_paid BIGINT NOT NULL,
        period_start BIGINT NOT NULL,
        period_end BIGINT NOT NULL,
        anchor BIGINT NOT NULL,
        cancel_at_period_end BIGINT NOT NULL,
        canceled_at BIGINT,
        ended_at BIGINT,
        trial_start BIGINT,
        trial_end BIGINT,
        scheduled_plan_slug TEXT,
        scheduled_billing_cycle TEXT,
        stripe_customer_id TEXT,
        stripe_subscription_id TEXT,
        stripe_item_id TEXT,
        stripe_metered_item_id TEXT,
        stripe_schedule_id TEXT,
        duplicate_of TEXT,
        metadata TEXT NOT NULL,
        user_id TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT subscriptions_end CHECK ((ended_at IS NULL) = (status NOT IN ('canceled', 'incomplete_expired')))
      )
      """,
      """
      CREATE UNIQUE INDEX subscriptions_live ON subscriptions (tenant_id, subject_kind, subject_id, is_paid)
        WHERE ended_at IS NULL AND duplicate_of IS NULL
      """,
      "CREATE UNIQUE INDEX subscriptions_by_stripe ON subscriptions (tenant_id, stripe_subscription_id)",
      "CREATE INDEX subscriptions_by_subject ON subscriptions (tenant_id, subject_kind, subject_id, created_at)",
      "CREATE INDEX subscriptions_by_plan ON subscriptions (tenant_id, plan_slug) WHERE ended_at IS NULL",
    ])
}
