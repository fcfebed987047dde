import Contracts
import Runtime

extension Plan {
  /// Only what the public may see (vek1).
  var asPublicProto: BillingV1.PublicPlan {
    .with {
      $0.id = id
      $0.slug = terms.slug
      $0.name = terms.name
      $0.monthlyCents = terms.monthlyCents ?? 0
      $0.includedTokens = terms.includedTokens
      if let maxStores = terms.maxStores { $0.maxStores = maxStores }
      if let maxAgents = terms.maxAgents { $0.maxAgents = maxAgents }
      if let maxProducts = terms.maxProducts { $0.maxProducts = maxProducts }
      if let cents = terms.overagePerMillionCents { $0.overagePerMillionCents = cents }
    }
  }

  /// As a company that may subscribe sees it (vek1).
  var asCompanyProto: BillingV1.CompanyPlan {
    .with {
      $0.id = id
      $0.slug = terms.slug
      $0.name = terms.name
      $0.monthlyCents = terms.monthlyCents ?? 0
      $0.includedTokens = terms.includedTokens
      if let maxStores = terms.maxStores { $0.maxStores = maxStores }
      if let maxAgents = terms.maxAgents { $0.maxAgents = maxAgents }
      if let maxProducts = terms.maxProducts { $0.maxProducts = maxProducts }
      if let cents = terms.overagePerMillionCents { $0.overagePerMillionCents = cents }
      if let price = terms.price(.brl, .month)?.stripePriceID { $0.stripePriceID = price }
      if let price = stripeMeteredPriceID { $0.stripeMeteredPriceID = price }
    }
  }

  /// As users and organizations see it (genlobe).
  func asSubscriptionProto(preferring preferred: Currency) -> BillingV1.SubscriptionPlan {
    let currency = terms.currency(preferring: preferred) ?? preferred
    let (month, year) = (terms.price(currency, .month), terms.price(currency, .year))
    return .with {
      $0.id = id
      $0.name = terms.name
      if let description = terms.description { $0.description_p = description }
      $0.priceMonthly = month?.thousandths ?? 0
      $0.priceYearly = year?.thousandths ?? 0
      $0.currency = currency.code
      $0.features = terms.features
      $0.isActive = terms.isActive
      $0.isFree = terms.isFree
      if let cost = terms.maxCostMicroUSD { $0.maxCostUsdPerMonth = cost }
      if let messages = terms.maxMessages { $0.maxMessagesPerMonth = messages }
      if let tokens = terms.maxTokens { $0.maxTokensPerMonth = tokens }
      if let product = stripeProductID { $0.stripeProductID = product }
      if let price = month?.stripePriceID { $0.stripePriceIDMonthly = price }
      if let price = year?.stripePriceID { $0.stripePriceIDYearly = price }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }

  /// As a plan to change to (genlobe).
  func asAvailableProto(preferring preferred: Currency) -> BillingV1.AvailablePlan {
    let currency = terms.currency(preferring: preferred) ?? preferred
    let price = terms.price(currency, .month) ?? terms.price(currency, .year)
    return .with {
      $0.id = id
      $0.name = terms.name
      $0.priceCents = price?.amount ?? 0
      $0.priceDisplay = terms.isFree ? "Free" : price?.text ?? ""
      $0.currency = currency.code
      $0.features = terms.features
      $0.isFree = terms.isFree
      if let id = price?.stripePriceID { $0.stripePriceID = id }
    }
  }

  /// As the tenant's dashboard sees it.
  func asCatalogueProto(subscriptions: Int64) -> BillingV1.CataloguePlan {
    .with {
      $0.id = id
      $0.slug = terms.slug
      $0.name = terms.name
      if let description = terms.description { $0.description_p = description }
      $0.features = terms.features
      $0.prices = terms.prices.map(\.asProto)
      $0.limits = terms.limitsAsProto
      $0.allowedModels = terms.allowedModels
      $0.trialDays = Int32(clamping: terms.trialDays)
      $0.isFree = terms.isFree
      $0.isActive = terms.isActive
      $0.isGlobal = tenantID == nil
      if let product = stripeProductID { $0.stripeProductID = product }
      if let price = stripeMeteredPriceID { $0.stripeMeteredPriceID = price }
      $0.subscriptions = subscriptions
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension PlanPrice {
  /// Thousandths of the currency's major unit, whatever its own digits.
  fileprivate var thousandths: Int64 { amount * 1000 / currency.unitsPerMajor }

  fileprivate var asProto: BillingV1.PlanPrice {
    .with {
      $0.currency = currency.code
      $0.interval = interval.asProto
      $0.amount = amount
      if let stripePriceID { $0.stripePriceID = stripePriceID }
    }
  }
}

extension PriceInterval {
  /// Nil for what is not one.
  init?(proto: BillingV1.PriceInterval) {
    switch proto {
    case .month: self = .month
    case .year: self = .year
    case .oneTime: self = .oneTime
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  var asProto: BillingV1.PriceInterval {
    switch self {
    case .month: .month
    case .year: .year
    case .oneTime: .oneTime
    }
  }
}

extension PlanTerms {
  fileprivate var limitsAsProto: BillingV1.PlanLimits {
    .with {
      $0.includedTokens = includedTokens
      if let maxMessages { $0.maxMessagesPerMonth = maxMessages }
      if let maxCostMicroUSD { $0.maxCostUsdPerMonth = maxCostMicroUSD }
      if let maxTokens { $0.maxTokensPerMonth = maxTokens }
      if let maxStores { $0.maxStores = maxStores }
      if let maxAgents { $0.maxAgents = maxAgents }
      if let maxProducts { $0.maxProducts = maxProducts }
      if let overagePerMillionCents { $0.overagePerMillionCents = overagePerMillionCents }
    }
  }

  /// A new plan's.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.CreateCataloguePlanRequest) throws {
    var check = Violations()
    let prices = check.prices(proto.prices)
    try check.throwIfAny()
    self.init(slug: proto.slug, name: proto.name, prices: prices, includedTokens: 0)
    description = proto.hasDescription_p && !proto.description_p.isEmpty ? proto.description_p : nil
    features = proto.features
    allowedModels = proto.allowedModels
    trialDays = Int64(proto.trialDays)
    PlanLimits(proto: proto.limits).apply(to: &self)
    try validate()
  }
}

extension PlanLimits {
  fileprivate init(proto: BillingV1.PlanLimits) {
    self.init(
      includedTokens: proto.includedTokens,
      maxMessages: proto.hasMaxMessagesPerMonth ? proto.maxMessagesPerMonth : nil,
      maxCostMicroUSD: proto.hasMaxCostUsdPerMonth ? proto.maxCostUsdPerMonth : nil,
      maxTokens: proto.hasMaxTokensPerMonth ? proto.maxTokensPerMonth : nil,
      maxStores: proto.hasMaxStores ? proto.maxStores : nil,
      maxAgents: proto.hasMaxAgents ? proto.maxAgents : nil,
      maxProducts: proto.hasMaxProducts ? proto.maxProducts : nil,
      overagePerMillionCents: proto.hasOveragePerMillionCents ? proto.overagePerMillionCents : nil)
  }
}

extension PlanChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.UpdateCataloguePlanRequest) throws {
    var check = Violations()
    if proto.hasName { name = proto.name }
    if proto.hasDescription_p { description = proto.description_p.isEmpty ? .clear : .set(proto.description_p) }
    if proto.hasFeatures { features = proto.features.features }
    if proto.hasPrices { prices = check.prices(proto.prices.prices) }
    if proto.hasLimits { limits = PlanLimits(proto: proto.limits) }
    if proto.hasAllowedModels { allowedModels = proto.allowedModels.models }
    if proto.hasTrialDays { trialDays = Int64(proto.trialDays) }
    try check.throwIfAny()
  }
}

extension Violations {
  /// Those that can be read; the others are noted.
  fileprivate mutating func prices(_ prices: [BillingV1.PlanPrice]) -> [PlanPrice] {
    prices.enumerated().compactMap { index, price in
      let currency = Currency(price.currency)
      let interval = PriceInterval(proto: price.interval)
      require(currency != nil, "prices[\(index)].currency", "should be an ISO 4217 code")
      require(interval != nil, "prices[\(index)].interval", "should be month, year or one_time")
      require(!price.hasStripePriceID, "prices[\(index)].stripe_price_id", "is set by publish only")
      guard let currency, let interval else { return nil }
      return PlanPrice(currency: currency, interval: interval, amount: price.amount)
    }
  }
}
