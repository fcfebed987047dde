import Storage

extension BillingSchema {
  /// How a tenant bills; no row: the defaults.
  static let settings = Migration(
    "0032_billing_settings",
    [
      """
      CREATE TABLE billing_settings (
        tenant_id TEXT PRIMARY KEY,
        checkout_success_url TEXT,
        checkout_cancel_url TEXT,
        portal_return_url TEXT,
        default_currency TEXT NOT NULL,
        past_due_grace_days BIGINT NOT NULL,
        subscription_plan TEXT NOT NULL,
        subscription_currency TEXT NOT NULL,
        subscription_interval TEXT NOT NULL,
        micro_payment_amount BIGINT NOT NULL,
        micro_payment_currency TEXT NOT NULL,
        referrer_reward_tokens BIGINT NOT NULL,
        referee_reward_tokens BIGINT NOT NULL,
        refuse_unpriced_models BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )
      """
    ])
}
