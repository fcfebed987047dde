import Storage

/// A tenant's keys for Stripe.
extension TenantTransaction {
  func stripeKeys() throws -> StripeKeyRecord? {
    let found = try tx.first(
      """
      SELECT sealed_secret_key, secret_key_hint, is_live, account_id, publishable_key, last_event_at, updated_at
      FROM stripe_keys WHERE tenant_id = ?
      """, id
    ) { row in
      StripeKeyRecord(
        sealedKey: try row.optionalBlob(0), keyHint: try row.optionalText(1),
        isLive: try row.optionalInt(2).map { $0 != 0 }, accountID: try row.optionalText(3),
        publishableKey: try row.optionalText(4), lastEventAt: try row.optionalTime(5),
        updatedAt: try row.optionalTime(6))
    }
    guard var record = found else { return nil }
    record.webhookSecrets = try tx.all(
      """
      SELECT id, sealed, hint, created_at, expires_at, last_used_at FROM stripe_webhook_secrets
      WHERE tenant_id = ? ORDER BY created_at DESC, id DESC
      """, id
    ) { row in
      StripeWebhookSecret(
        id: try row.text(0), sealed: try row.blob(1), hint: try row.text(2), createdAt: try row.time(3),
        expiresAt: try row.optionalTime(4), lastUsedAt: try row.optionalTime(5))
    }
    return record
  }

  /// Keeps a record in place of the one before; the webhook secrets have their own functions.
  func keep(_ record: StripeKeyRecord) throws {
    try tx.execute(
      """
      INSERT INTO stripe_keys (tenant_id, sealed_secret_key, secret_key_hint, is_live, account_id, publishable_key,
        last_event_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id) DO UPDATE SET sealed_secret_key = excluded.sealed_secret_key,
        secret_key_hint = excluded.secret_key_hint, is_live = excluded.is_live, account_id = excluded.account_id,
        publishable_key = excluded.publishable_key, updated_at = excluded.updated_at
      """, id, record.sealedKey, record.keyHint, record.isLive, record.accountID,
      record.publishableKey, record.lastEventAt, record.updatedAt)
  }

  func insert(_ secret: StripeWebhookSecret) throws {
    try tx.execute(
      """
      INSERT INTO stripe_webhook_secrets (tenant_id, id, sealed, hint, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, id, secret.id, secret.sealed, secret.hint, secret.createdAt, secret.expiresAt)
  }

  /// Ends the webhook secrets that have no end before `end`.
  func endWebhookSecrets(at end: Timestamp) throws {
    try tx.execute(
      """
      UPDATE stripe_webhook_secrets SET expires_at = ? WHERE tenant_id = ? AND (expires_at IS NULL OR expires_at > ?)
      """, end, id, end)
  }

  /// Takes away what has ended.
  func deleteEndedWebhookSecrets(at now: Timestamp) throws {
    try tx.execute("DELETE FROM stripe_webhook_secrets WHERE tenant_id = ? AND expires_at <= ?", id, now)
  }

  /// - Returns: whether it was there.
  func deleteWebhookSecret(_ secretID: String) throws -> Bool {
    try tx.execute("DELETE FROM stripe_webhook_secrets WHERE tenant_id = ? AND id = ?", id, secretID) > 0
  }

  /// Which account it was stays known: customers are there.
  func clearStripeKeys(at now: Timestamp) throws {
    try tx.execute("DELETE FROM stripe_webhook_secrets WHERE tenant_id = ?", id)
    try tx.execute(
      """
      UPDATE stripe_keys SET sealed_secret_key = NULL, secret_key_hint = NULL, publishable_key = NULL,
        updated_at = ?
      WHERE tenant_id = ? AND (sealed_secret_key IS NOT NULL OR publishable_key IS NOT NULL)
      """, now, id)
  }

  /// Notes that a well signed event came. Once a minute is enough: every event would write the same row.
  func noteStripeEvent(signedBy secretID: String?, at now: Timestamp) throws {
    let recently = now.subtracting(.seconds(60))
    try tx.execute(
      """
      UPDATE stripe_keys SET last_event_at = ? WHERE tenant_id = ? AND (last_event_at IS NULL OR last_event_at < ?)
      """, now, id, recently)
    guard let secretID else { return }
    try tx.execute(
      """
      UPDATE stripe_webhook_secrets SET last_used_at = ?
      WHERE tenant_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at < ?)
      """, now, id, secretID, recently)
  }
}
