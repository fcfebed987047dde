import Storage

/// A plan as a tenant sees it.
public struct Plan: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  /// The tenant it belongs to; nil for a plan of the global catalogue.
  public var tenantID: String?
  public var terms: PlanTerms
  /// The product at Stripe.
  public var stripeProductID: String?
  /// The metered price at Stripe that usage beyond the included tokens is reported to.
  public var stripeMeteredPriceID: String?
  public var createdAt: Timestamp
  public var updatedAt: Timestamp

  /// The slug of the plan of subjects without a subscription.
  static let defaultSlug = "free"
}

/// What a plan costs and includes.
public struct PlanTerms: Sendable, Equatable {
  /// The name in URLs, unique within a tenant: lower-case letters, digits, hyphens and underscores.
  public var slug: String
  /// The display name.
  public var name: String
  /// What it is for.
  public var description: String?
  /// What people get, a line each.
  public var features: [String] = []
  /// None: it is free. Either recurring ones or one-time ones, and one of a currency and interval.
  public var prices: [PlanPrice]
  /// Tokens included in a month (UTC).
  public var includedTokens: Int64
  /// Limits of a month. Nil: none.
  public var maxMessages: Int64?
  public var maxCostMicroUSD: Int64?
  public var maxTokens: Int64?
  /// Limits of an organization. Nil: none.
  public var maxStores: Int64?
  public var maxAgents: Int64?
  public var maxProducts: Int64?
  /// The price of a million tokens beyond the included ones, in BRL cents; nil: none are sold.
  public var overagePerMillionCents: Int64?
  /// The models that its holders may name; empty: all.
  public var allowedModels: [String] = []
  /// Days before the first payment of a subject's first subscription.
  public var trialDays: Int64 = 0
  /// An inactive plan is not offered; those who have it keep it.
  public var isActive: Bool

  /// - Parameter monthlyCents: the price of a month in BRL cents; 0 for a plan without one.
  public init(
    slug: String, name: String, monthlyCents: Int64, includedTokens: Int64, maxStores: Int64? = nil,
    maxAgents: Int64? = nil, maxProducts: Int64? = nil, overagePerMillionCents: Int64? = nil, isActive: Bool = true
  ) {
    self.init(
      slug: slug, name: name,
      prices: monthlyCents == 0 ? [] : [PlanPrice(currency: .brl, interval: .month, amount: monthlyCents)],
      includedTokens: includedTokens, isActive: isActive)
    self.maxStores = maxStores
    self.maxAgents = maxAgents
    self.maxProducts = maxProducts
    self.overagePerMillionCents = overagePerMillionCents
  }

  public init(slug: String, name: String, prices: [PlanPrice], includedTokens: Int64, isActive: Bool = true) {
    self.slug = slug
    self.name = name
    self.prices = prices
    self.includedTokens = includedTokens
    self.isActive = isActive
  }
}

extension PlanTerms {
  public var isFree: Bool { prices.isEmpty }

  /// Whether it is paid once.
  var isOneTime: Bool { prices.contains { $0.interval == .oneTime } }

  func price(_ currency: Currency, _ interval: PriceInterval) -> PlanPrice? {
    prices.first { $0.currency == currency && $0.interval == interval }
  }

  /// The currency that its prices show in first: the preferred one where it has prices in it, else its first one.
  func currency(preferring preferred: Currency) -> Currency? {
    prices.contains { $0.currency == preferred } ? preferred : prices.first?.currency
  }

  /// What is compared where plans are listed cheapest first: a month's price in a currency, a year's twelfth where
  /// it is sold by the year only.
  func monthlyAmount(preferring preferred: Currency) -> Int64 {
    guard let currency = currency(preferring: preferred) else { return 0 }
    if let month = price(currency, .month) { return month.amount }
    if let year = price(currency, .year) { return year.amount / 12 }
    return price(currency, .oneTime)?.amount ?? 0
  }

  /// The price of a month in BRL cents; nil where it is not sold so. 0 for a free plan.
  public var monthlyCents: Int64? { isFree ? 0 : price(.brl, .month)?.amount }

  /// What the plan allows within a month.
  var limits: UsageLimits { UsageLimits(messages: maxMessages, tokens: maxTokens, costMicroUSD: maxCostMicroUSD) }
}
