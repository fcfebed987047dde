import Storage

extension BillingSchema {
  /// Codes, who came by them, and each customer's first paid invoice, which a reward is for. Whatever is told
  /// first, the checkout or the invoice, the other one finds it here.
  static let referrals = Migration(
    "0034_referrals",
    [
      """
      CREATE TABLE referral_codes (
        tenant_id TEXT NOT NULL,
        code TEXT NOT NULL,
        user_id TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        ended_at BIGINT,
        PRIMARY KEY (tenant_id, code)
      )
      """,
      "CREATE INDEX referral_codes_by_user ON referral_codes (tenant_id, user_id)",
      "CREATE INDEX referral_codes_by_time ON referral_codes (tenant_id, created_at, code)",
      """
      CREATE TABLE referrals (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        code TEXT NOT NULL,
        referrer_id TEXT NOT NULL,
        referee_id TEXT,
        customer_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'rewarded', 'void')),
        referrer_tokens BIGINT NOT NULL DEFAULT 0,
        referee_tokens BIGINT NOT NULL DEFAULT 0,
        attributed_at BIGINT NOT NULL,
        rewarded_at BIGINT,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, customer_id),
        UNIQUE (tenant_id, referee_id)
      )
      """,
      "CREATE INDEX referrals_by_code ON referrals (tenant_id, code)",
      "CREATE INDEX referrals_by_time ON referrals (tenant_id, attributed_at, id)",
      """
      CREATE TABLE first_invoices (
        tenant_id TEXT NOT NULL,
        customer_id TEXT NOT NULL,
        invoice_id TEXT NOT NULL,
        paid_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, customer_id)
      )
      """,
      "CREATE INDEX first_invoices_by_invoice ON first_invoices (tenant_id, invoice_id)",
    ])
}
