import Outbound
import Runtime
import Storage

extension TenantTransaction {
  /// How a store's stock is kept in step, with the secrets that count at a time.
  func stockSync(of storeID: String, at now: Timestamp) throws -> StockSyncSettings {
    var settings = StockSyncSettings(storeID: storeID)
    try tx.forEach(
      """
      SELECT inbound_enabled, outbound_enabled, outbound_url, updated_at FROM stock_sync_settings
      WHERE tenant_id = ? AND store_id = ?
      """, [.text(id), .text(storeID)]
    ) { row in
      settings.inbound.isEnabled = try row.bool(0)
      settings.outbound.isEnabled = try row.bool(1)
      settings.outboundURL = try row.optionalText(2).flatMap(OutboundURL.init)
      settings.updatedAt = try row.time(3)
    }
    settings.inbound.secrets = try secrets(.inbound, of: storeID, at: now)
    settings.outbound.secrets = try secrets(.outbound, of: storeID, at: now)
    try tx.forEach(
      "SELECT direction, last_at, error FROM stock_sync_activity WHERE tenant_id = ? AND store_id = ?",
      [.text(id), .text(storeID)]
    ) { row in
      let side: WritableKeyPath<StockSyncSettings, StockSyncSettings.Side> =
        try row.text(0) == StockSyncSettings.Direction.inbound.rawValue ? \.inbound : \.outbound
      settings[keyPath: side].lastAt = try row.optionalTime(1)
      settings[keyPath: side].lastError = try row.optionalText(2)
    }
    return settings
  }

  /// Changes a store's settings. A secret that is replaced counts for ``SyncSecret/overlap`` more.
  /// - Throws: ``StockSyncError/outboundURLMissing``.
  func apply(
    _ change: StockSyncChange, _ box: SecretBox, at now: Timestamp, ids: any IDGenerator
  ) throws -> StockSyncOutcome {
    let after = try change.applied(to: try stockSync(of: change.storeID, at: now), at: now)
    try tx.execute(
      """
      INSERT INTO stock_sync_settings
        (tenant_id, store_id, inbound_enabled, outbound_enabled, outbound_url, updated_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, store_id) DO UPDATE SET
        inbound_enabled = excluded.inbound_enabled, outbound_enabled = excluded.outbound_enabled,
        outbound_url = excluded.outbound_url, updated_at = excluded.updated_at
      """, id, change.storeID, after.inbound.isEnabled, after.outbound.isEnabled, after.outboundURL?.text, now)
    var made: [StockSyncSettings.Direction: WebhookSecret] = [:]
    for direction in StockSyncSettings.Direction.allCases {
      guard let secret = change.secret(direction, after: after) else { continue }
      try replace(direction, of: after, by: secret, box, at: now, ids: ids)
      if !change.isOwn(direction) { made[direction] = secret }
    }
    return StockSyncOutcome(
      settings: try stockSync(of: change.storeID, at: now), inboundSecret: made[.inbound],
      outboundSecret: made[.outbound])
  }

  /// Switches both directions off.
  /// - Returns: whether one was on.
  func disableStockSync(of storeID: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE stock_sync_settings SET inbound_enabled = 0, outbound_enabled = 0, updated_at = ?
      WHERE tenant_id = ? AND store_id = ? AND (inbound_enabled = 1 OR outbound_enabled = 1)
      """, now, id, storeID) == 1
  }

  /// Notes that a message went through, or with what a delivery failed.
  func noteStockSync(
    _ direction: StockSyncSettings.Direction, of storeID: String, error: String? = nil, at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO stock_sync_activity (tenant_id, store_id, direction, last_at, error) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, store_id, direction) DO UPDATE SET
        last_at = COALESCE(excluded.last_at, stock_sync_activity.last_at), error = excluded.error
      """, id, storeID, direction.rawValue, error == nil ? now : nil, error)
  }

  private func secrets(
    _ direction: StockSyncSettings.Direction, of storeID: String, at now: Timestamp
  ) throws -> [SyncSecret] {
    try tx.all(
      """
      SELECT id, sealed, hint, expires_at FROM stock_sync_secrets
      WHERE tenant_id = ? AND store_id = ? AND direction = ? AND (expires_at IS NULL OR expires_at > ?)
      ORDER BY created_at DESC, id DESC
      """, id, storeID, direction.rawValue, now
    ) { row in
      SyncSecret(
        id: try row.text(0), sealed: try row.blob(1), hint: try row.text(2), expiresAt: try row.optionalTime(3))
    }
  }

  private func replace(
    _ direction: StockSyncSettings.Direction, of settings: StockSyncSettings, by secret: WebhookSecret,
    _ box: SecretBox, at now: Timestamp, ids: any IDGenerator
  ) throws {
    let side = direction == .inbound ? settings.inbound : settings.outbound
    if let current = side.current, try box.open(current.sealed) == secret.bytes { return }
    try tx.execute(
      """
      DELETE FROM stock_sync_secrets WHERE tenant_id = ? AND store_id = ? AND direction = ? AND expires_at <= ?
      """, id, settings.storeID, direction.rawValue, now)
    try tx.execute(
      """
      UPDATE stock_sync_secrets SET expires_at = ?
      WHERE tenant_id = ? AND store_id = ? AND direction = ? AND expires_at IS NULL
      """, now.adding(SyncSecret.overlap), id, settings.storeID, direction.rawValue)
    try tx.execute(
      """
      INSERT INTO stock_sync_secrets (tenant_id, store_id, direction, id, sealed, hint, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, id, settings.storeID, direction.rawValue, ids.next(), try box.seal(secret.bytes), secret.hint, now)
  }
}

extension StockSyncChange {
  /// Whether the shop brought the secret itself, so that it need not be shown.
  fileprivate func isOwn(_ direction: StockSyncSettings.Direction) -> Bool {
    if case .set = direction == .inbound ? inboundSecret : outboundSecret { true } else { false }
  }
}
