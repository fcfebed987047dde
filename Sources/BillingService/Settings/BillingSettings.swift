import Storage

/// How a tenant bills; the defaults where nobody has said anything.
struct BillingSettings: Sendable, Equatable {
  /// How often `/api/payment/subscription` is paid.
  enum SubscriptionInterval: String, Sendable, CaseIterable {
    case month, year
  }

  /// Nil: the installation's own start page.
  var checkoutSuccessURL: String?
  var checkoutCancelURL: String?
  var portalReturnURL: String?
  /// The currency that plans show in first.
  var defaultCurrency = Currency.usd
  /// For how many days a plan stays while a renewal is not paid.
  var pastDueGraceDays: Int64 = 7
  /// The slug of the plan that `/api/payment/subscription` sells.
  var subscriptionPlan = "pro"
  var subscriptionCurrency = Currency.usd
  var subscriptionInterval = SubscriptionInterval.month
  /// What `/api/payment/micro` costs, in the currency's smallest unit.
  var microPaymentAmount: Int64 = 100
  var microPaymentCurrency = Currency.usd
  var referrerRewardTokens: Int64 = 0
  var refereeRewardTokens: Int64 = 0
  /// Whether a model whose price is not known is refused instead of booked at no cost.
  var refusesUnpricedModels = false
  var updatedAt: Timestamp?
}

/// What changes about them; nil stays, an empty URL is the default again.
struct BillingSettingsChange: Sendable, Equatable {
  var checkoutSuccessURL: String?
  var checkoutCancelURL: String?
  var portalReturnURL: String?
  var defaultCurrency: Currency?
  var pastDueGraceDays: Int64?
  var subscriptionPlan: String?
  var subscriptionCurrency: Currency?
  var subscriptionInterval: BillingSettings.SubscriptionInterval?
  var microPaymentAmount: Int64?
  var microPaymentCurrency: Currency?
  var referrerRewardTokens: Int64?
  var refereeRewardTokens: Int64?
  var refusesUnpricedModels: Bool?

  /// What is changed, for the audit log.
  var names: [String] {
    let fields: [(String, Bool)] = [
      ("checkout_success_url", checkoutSuccessURL != nil), ("checkout_cancel_url", checkoutCancelURL != nil),
      ("portal_return_url", portalReturnURL != nil), ("default_currency", defaultCurrency != nil),
      ("past_due_grace_days", pastDueGraceDays != nil), ("subscription_plan", subscriptionPlan != nil),
      ("subscription_currency", subscriptionCurrency != nil), ("subscription_interval", subscriptionInterval != nil),
      ("micro_payment_amount", microPaymentAmount != nil), ("micro_payment_currency", microPaymentCurrency != nil),
      ("referrer_reward_tokens", referrerRewardTokens != nil), ("referee_reward_tokens", refereeRewardTokens != nil),
      ("refuse_unpriced_models", refusesUnpricedModels != nil),
    ]
    return fields.filter { $0.1 }.map { $0.0 }
  }

  func applied(to settings: BillingSettings, at now: Timestamp) -> BillingSettings {
    var changed = settings
    if let checkoutSuccessURL { changed.checkoutSuccessURL = checkoutSuccessURL.isEmpty ? nil : checkoutSuccessURL }
    if let checkoutCancelURL { changed.checkoutCancelURL = checkoutCancelURL.isEmpty ? nil : checkoutCancelURL }
    if let portalReturnURL { changed.portalReturnURL = portalReturnURL.isEmpty ? nil : portalReturnURL }
    changed.defaultCurrency = defaultCurrency ?? changed.defaultCurrency
    changed.pastDueGraceDays = pastDueGraceDays ?? changed.pastDueGraceDays
    changed.subscriptionPlan = subscriptionPlan ?? changed.subscriptionPlan
    changed.subscriptionCurrency = subscriptionCurrency ?? changed.subscriptionCurrency
    changed.subscriptionInterval = subscriptionInterval ?? changed.subscriptionInterval
    changed.microPaymentAmount = microPaymentAmount ?? changed.microPaymentAmount
    changed.microPaymentCurrency = microPaymentCurrency ?? changed.microPaymentCurrency
    changed.referrerRewardTokens = referrerRewardTokens ?? changed.referrerRewardTokens
    changed.refereeRewardTokens = refereeRewardTokens ?? changed.refereeRewardTokens
    changed.refusesUnpricedModels = refusesUnpricedModels ?? changed.refusesUnpricedModels
    changed.updatedAt = now
    return changed
  }
}
