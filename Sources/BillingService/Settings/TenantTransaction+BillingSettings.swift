import Storage

/// How the tenant bills.
extension TenantTransaction {
  func billingSettings() throws -> BillingSettings {
    try tx.first(
      """
      SELECT checkout_success_url, checkout_cancel_url, portal_return_url, default_currency, past_due_grace_days,
        subscription_plan, subscription_currency, subscription_interval, micro_payment_amount, micro_payment_currency,
        referrer_reward_tokens, referee_reward_tokens, refuse_unpriced_models, updated_at
      FROM billing_settings WHERE tenant_id = ?
      """, id, as: BillingSettings.init(row:)) ?? BillingSettings()
  }

  func save(_ settings: BillingSettings, at now: Timestamp) throws {
    try tx.execute("DELETE FROM billing_settings WHERE tenant_id = ?", id)
    try tx.execute(
      """
      INSERT INTO billing_settings (tenant_id, checkout_success_url, checkout_cancel_url, portal_return_url,
        default_currency, past_due_grace_days, subscription_plan, subscription_currency, subscription_interval,
        micro_payment_amount, micro_payment_currency, referrer_reward_tokens, referee_reward_tokens,
        refuse_unpriced_models, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, settings.checkoutSuccessURL, settings.checkoutCancelURL, settings.portalReturnURL,
      settings.defaultCurrency.code, settings.pastDueGraceDays, settings.subscriptionPlan,
      settings.subscriptionCurrency.code, settings.subscriptionInterval.rawValue, settings.microPaymentAmount,
      settings.microPaymentCurrency.code, settings.referrerRewardTokens, settings.refereeRewardTokens,
      settings.refusesUnpricedModels, now)
  }
}

extension BillingSettings {
  fileprivate init(row: any Row) throws {
    self.init()
    func currency(_ index: Int) throws -> Currency {
      guard let currency = Currency(try row.text(index)) else {
        throw StorageError.unexpectedType("currency \(try row.text(index))")
      }
      return currency
    }
    checkoutSuccessURL = try row.optionalText(0)
    checkoutCancelURL = try row.optionalText(1)
    portalReturnURL = try row.optionalText(2)
    defaultCurrency = try currency(3)
    pastDueGraceDays = try row.int(4)
    subscriptionPlan = try row.text(5)
    subscriptionCurrency = try currency(6)
    subscriptionInterval = SubscriptionInterval(rawValue: try row.text(7)) ?? .month
    microPaymentAmount = try row.int(8)
    microPaymentCurrency = try currency(9)
    referrerRewardTokens = try row.int(10)
    refereeRewardTokens = try row.int(11)
    refusesUnpricedModels = try row.bool(12)
    updatedAt = try row.time(13)
  }
}

extension TenantTransaction {
  /// Whether the tenant has an active plan with a slug: its own, or the global one that it has not replaced.
  func offers(plan slug: String) throws -> Bool {
    try tx.first(
      "SELECT is_active FROM plans WHERE tenant_id IN (?, '') AND slug = ? ORDER BY tenant_id DESC LIMIT 1", id, slug
    ) { try $0.bool(0) } ?? false
  }
}
