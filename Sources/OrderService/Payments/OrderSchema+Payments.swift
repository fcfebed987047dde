import Storage

extension OrderSchema {
  /// Charges, proofs and settings of payments.
  static let payments = Migration(
    "order_0004_payments",
    [
      "ALTER TABLE orders ADD COLUMN payment_link_url TEXT",
      // Nothing else than the amount that was asked for ever counts as paid.
      """
      ALTER TABLE payment_attempts ADD COLUMN received_cents BIGINT CONSTRAINT payment_attempts_amount
        CHECK (received_cents IS NULL OR status <> 'succeeded' OR received_cents = amount_cents)
      """,
      "ALTER TABLE payment_attempts ADD COLUMN expires_at BIGINT",
      "ALTER TABLE payment_attempts ADD COLUMN next_check_at BIGINT",
      "ALTER TABLE payment_attempts ADD COLUMN error TEXT",
      // An order is paid once.
      """
      CREATE UNIQUE INDEX payment_attempts_succeeded ON payment_attempts (tenant_id, order_id)
      WHERE status = 'succeeded'
      """,
      """
      CREATE INDEX payment_attempts_due ON payment_attempts (expires_at, id)
      WHERE status = 'pending' AND expires_at IS NOT NULL
      """,
      """
      CREATE INDEX payment_attempts_to_check ON payment_attempts (next_check_at, id)
      WHERE next_check_at IS NOT NULL
      """,
      """
      CREATE TABLE payment_proofs (
        tenant_id TEXT NOT NULL, order_id TEXT NOT NULL, id TEXT NOT NULL, url TEXT NOT NULL, media_type TEXT,
        note TEXT, actor_user_id TEXT, created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, order_id, id),
        FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id))
      """,
      // Who is making an order's charge right now; a crashed one's row is taken over after its end.
      """
      CREATE TABLE charge_claims (
        tenant_id TEXT NOT NULL, order_id TEXT NOT NULL, token TEXT NOT NULL, claimed_until BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, order_id))
      """,
      """
      CREATE TABLE payment_settings (
        tenant_id TEXT NOT NULL, store_id TEXT NOT NULL, abacatepay_enabled BIGINT NOT NULL,
        abacatepay_key BYTEA, abacatepay_key_hint TEXT, pix_expires_minutes BIGINT NOT NULL,
        cod_enabled BIGINT NOT NULL, manual_pix_enabled BIGINT NOT NULL, manual_pix_key TEXT,
        manual_pix_merchant_name TEXT, manual_pix_merchant_city TEXT, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, store_id),
        FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
      """,
    ])
}
