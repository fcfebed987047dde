/// A plan as a tenant sees it.
public struct Plan: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  /// The tenant it belongs to; nil for a plan of the global catalogue.
  public var tenantID: String?
  public var terms: PlanTerms

  /// The slug of the plan of subjects without a subscription.
  static let defaultSlug = "free"
}

/// What a plan costs and includes.
public struct PlanTerms: Sendable, Equatable {
  /// The name in URLs, unique within a tenant: lower-case letters, digits, hyphens.
  public var slug: String
  /// The display name.
  public var name: String
  /// The monthly price in BRL cents.
  public var monthlyCents: Int64
  /// Tokens included in a calendar month (UTC).
  public var includedTokens: Int64
  /// Nil: no limit.
  public var maxStores: Int64?
  public var maxAgents: Int64?
  public var maxProducts: Int64?
  /// The price of a million tokens beyond the included ones, in BRL cents.
  public var overagePerMillionCents: Int64?
  /// An inactive plan is not offered; those who have it keep it.
  public var isActive: Bool

  public init(
    slug: String, name: String, monthlyCents: Int64, includedTokens: Int64, maxStores: Int64? = nil,
    maxAgents: Int64? = nil, maxProducts: Int64? = nil, overagePerMillionCents: Int64? = nil, isActive: Bool = true
  ) {
    self.slug = slug
    self.name = name
    self.monthlyCents = monthlyCents
    self.includedTokens = includedTokens
    self.maxStores = maxStores
    self.maxAgents = maxAgents
    self.maxProducts = maxProducts
    self.overagePerMillionCents = overagePerMillionCents
    self.isActive = isActive
  }
}
