import Storage

extension TenantTransaction {
  private static let settingsColumns = """
    abacatepay_enabled, abacatepay_key, abacatepay_key_hint, pix_expires_minutes, cod_enabled, manual_pix_enabled,
    manual_pix_key, manual_pix_merchant_name, manual_pix_merchant_city, updated_at
    """

  /// How a store is paid; the defaults for one that never said.
  func paymentSettings(of storeID: String) throws -> PaymentSettings {
    try tx.first(
      "SELECT \(Self.settingsColumns) FROM payment_settings WHERE tenant_id = ? AND store_id = ?", id, storeID
    ) { row in
      PaymentSettings(
        abacatePayEnabled: try row.bool(0), sealedKey: try row.optionalBlob(1), keyHint: try row.optionalText(2),
        pixExpiresMinutes: Int32(clamping: try row.int(3)), codEnabled: try row.bool(4),
        manualPix: PaymentSettings.ManualPix(
          isEnabled: try row.bool(5), key: try row.optionalText(6).flatMap(PixKey.init),
          merchantName: try row.optionalText(7), merchantCity: try row.optionalText(8)),
        updatedAt: try row.time(9))
    } ?? PaymentSettings()
  }

  /// A store with how it is paid, or nil.
  func shop(_ storeID: String) throws -> (store: Store, settings: PaymentSettings)? {
    try store(storeID).map { (store: $0, settings: try paymentSettings(of: storeID)) }
  }

  /// Changes how a store is paid.
  func update(_ storeID: String, _ change: PaymentSettingsChange, at now: Timestamp) throws -> PaymentSettings {
    let settings = change.applied(to: try paymentSettings(of: storeID), at: now)
    try tx.execute(
      """
      INSERT INTO payment_settings (tenant_id, store_id, \(Self.settingsColumns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, store_id) DO UPDATE SET abacatepay_enabled = excluded.abacatepay_enabled,
        abacatepay_key = excluded.abacatepay_key, abacatepay_key_hint = excluded.abacatepay_key_hint,
        pix_expires_minutes = excluded.pix_expires_minutes, cod_enabled = excluded.cod_enabled,
        manual_pix_enabled = excluded.manual_pix_enabled, manual_pix_key = excluded.manual_pix_key,
        manual_pix_merchant_name = excluded.manual_pix_merchant_name,
        manual_pix_merchant_city = excluded.manual_pix_merchant_city, updated_at = excluded.updated_at
      """, id, storeID, settings.abacatePayEnabled, settings.sealedKey, settings.keyHint, settings.pixExpiresMinutes,
      settings.codEnabled, settings.manualPix.isEnabled, settings.manualPix.key?.text, settings.manualPix.merchantName,
      settings.manualPix.merchantCity, now)
    if let reservesStock = change.reservesStock {
      _ = try update(storeID, StoreChange(reservesStock: reservesStock), at: now)
    }
    return settings
  }
}
