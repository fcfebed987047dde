import Contracts
import Runtime

extension BillingSettingsChange {
  private static let tokens: ClosedRange<Int64> = 0...1_000_000_000

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.UpdateBillingSettingsRequest) throws {
    var check = Violations()
    if proto.hasCheckoutSuccessURL { check.returnURL(proto.checkoutSuccessURL, "checkout_success_url") }
    if proto.hasCheckoutCancelURL { check.returnURL(proto.checkoutCancelURL, "checkout_cancel_url") }
    if proto.hasPortalReturnURL { check.returnURL(proto.portalReturnURL, "portal_return_url") }
    if proto.hasPastDueGraceDays { check.number(proto.pastDueGraceDays, "past_due_grace_days", 0...60) }
    if proto.hasReferrerRewardTokens {
      check.number(proto.referrerRewardTokens, "referrer_reward_tokens", Self.tokens)
    }
    if proto.hasRefereeRewardTokens { check.number(proto.refereeRewardTokens, "referee_reward_tokens", Self.tokens) }
    let interval = BillingSettings.SubscriptionInterval(proto: proto.subscriptionInterval)
    if proto.hasSubscriptionInterval {
      check.require(interval != nil, "subscription_interval", "should be 'month' or 'year'", type: "enum")
    }
    if proto.hasDefaultCurrency { defaultCurrency = check.currency(proto.defaultCurrency, "default_currency") }
    if proto.hasSubscriptionCurrency {
      subscriptionCurrency = check.currency(proto.subscriptionCurrency, "subscription_currency")
    }
    if proto.hasMicroPaymentCurrency {
      microPaymentCurrency = check.currency(proto.microPaymentCurrency, "micro_payment_currency")
    }
    try check.throwIfAny()
    checkoutSuccessURL = proto.hasCheckoutSuccessURL ? proto.checkoutSuccessURL : nil
    checkoutCancelURL = proto.hasCheckoutCancelURL ? proto.checkoutCancelURL : nil
    portalReturnURL = proto.hasPortalReturnURL ? proto.portalReturnURL : nil
    pastDueGraceDays = proto.hasPastDueGraceDays ? Int64(proto.pastDueGraceDays) : nil
    subscriptionPlan = proto.hasSubscriptionPlan ? proto.subscriptionPlan : nil
    subscriptionInterval = proto.hasSubscriptionInterval ? interval : nil
    microPaymentAmount = proto.hasMicroPaymentAmount ? proto.microPaymentAmount : nil
    referrerRewardTokens = proto.hasReferrerRewardTokens ? proto.referrerRewardTokens : nil
    refereeRewardTokens = proto.hasRefereeRewardTokens ? proto.refereeRewardTokens : nil
    refusesUnpricedModels = proto.hasRefuseUnpricedModels ? proto.refuseUnpricedModels : nil
  }
}

extension BillingSettings.SubscriptionInterval {
  fileprivate init?(proto: BillingV1.PriceInterval) {
    switch proto {
    case .month: self = .month
    case .year: self = .year
    default: return nil
    }
  }
}

extension BillingSettings {
  var asProto: BillingV1.BillingSettings {
    .with {
      if let checkoutSuccessURL { $0.checkoutSuccessURL = checkoutSuccessURL }
      if let checkoutCancelURL { $0.checkoutCancelURL = checkoutCancelURL }
      if let portalReturnURL { $0.portalReturnURL = portalReturnURL }
      $0.defaultCurrency = defaultCurrency.code
      $0.pastDueGraceDays = Int32(pastDueGraceDays)
      $0.subscriptionPlan = subscriptionPlan
      $0.subscriptionCurrency = subscriptionCurrency.code
      $0.subscriptionInterval = subscriptionInterval == .month ? .month : .year
      $0.microPaymentAmount = microPaymentAmount
      $0.microPaymentCurrency = microPaymentCurrency.code
      $0.referrerRewardTokens = referrerRewardTokens
      $0.refereeRewardTokens = refereeRewardTokens
      $0.refuseUnpricedModels = refusesUnpricedModels
      if let updatedAt { $0.updatedAt = updatedAt.asProto }
    }
  }
}
