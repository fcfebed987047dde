import Storage

extension BillingSchema {
  /// `payments`: what is paid by itself, from before Stripe hears of it. One overage charge per organization is
  /// under way at a time, which the engine holds.
  ///
  /// `paid_intents`: PaymentIntents and invoices whose money is booked, with what has gone back of it so far.
  /// `payment_returns`: refunds and disputes by PaymentIntent, which may come before their payment.
  /// `invoice_intents`: which PaymentIntent paid which invoice; Stripe tells it apart from both.
  static let payments = Migration(
    "0031_payments",
    [
      """
      CREATE TABLE payments (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('topup', 'overage', 'purchase', 'micro_payment')),
        subject_kind TEXT,
        subject_id TEXT,
        user_id TEXT,
        amount BIGINT NOT NULL CHECK (amount > 0),
        currency TEXT NOT NULL,
        units BIGINT NOT NULL CHECK (units >= 0),
        status TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'requires_action', 'succeeded', 'failed')),
        key TEXT,
        intent_id TEXT,
        client_secret TEXT,
        period_start BIGINT,
        period_end BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, key),
        UNIQUE (tenant_id, intent_id)
      )
      """,
      "CREATE INDEX payments_by_subject ON payments (tenant_id, subject_kind, subject_id, kind, created_at)",
      "CREATE INDEX payments_of_users ON payments (tenant_id, user_id) WHERE kind = 'micro_payment'",
      """
      CREATE UNIQUE INDEX payments_overage_under_way ON payments (tenant_id, subject_kind, subject_id)
        WHERE kind = 'overage' AND status IN ('pending', 'processing', 'requires_action')
      """,
      """
      CREATE TABLE paid_intents (
        tenant_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        journal_key TEXT NOT NULL,
        stream TEXT NOT NULL,
        amount BIGINT NOT NULL,
        currency TEXT NOT NULL,
        returned BIGINT NOT NULL DEFAULT 0,
        steps BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, reference)
      )
      """,
      """
      CREATE TABLE payment_returns (
        tenant_id TEXT NOT NULL,
        intent_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0),
        is_final BIGINT NOT NULL,
        told_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, intent_id, reference)
      )
      """,
      """
      CREATE TABLE invoice_intents (
        tenant_id TEXT NOT NULL,
        intent_id TEXT NOT NULL,
        invoice_id TEXT NOT NULL,
        PRIMARY KEY (tenant_id, intent_id)
      )
      """,
      "CREATE INDEX invoice_intents_by_invoice ON invoice_intents (tenant_id, invoice_id)",
    ])
}
