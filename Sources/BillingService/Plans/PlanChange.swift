import Runtime

/// What changes of a plan; nil stays as it is.
struct PlanChange: Sendable, Equatable {
  var name: String?
  var description = NullableChange<String>.keep
  var features: [String]?
  var prices: [PlanPrice]?
  /// All of them at once: one that is left out is lifted.
  var limits: PlanLimits?
  var allowedModels: [String]?
  var trialDays: Int64?
  var isActive: Bool?

  /// The names of what changes.
  var fields: [String] {
    [
      ("name", name != nil), ("description", !description.isKept), ("features", features != nil),
      ("prices", prices != nil), ("limits", limits != nil), ("allowed_models", allowedModels != nil),
      ("trial_days", trialDays != nil), ("is_active", isActive != nil),
    ].filter { $0.1 }.map { $0.0 }
  }

  /// - Throws: ``PlanError/isDefault``, INVALID_ARGUMENT with every bad field.
  func apply(to terms: inout PlanTerms) throws {
    if let name { terms.name = name }
    terms.description = description.applied(to: terms.description)
    if let features { terms.features = features }
    if let prices { terms.prices = prices.map { $0.keepingID(of: terms.prices) } }
    if let limits { limits.apply(to: &terms) }
    if let allowedModels { terms.allowedModels = allowedModels }
    if let trialDays { terms.trialDays = trialDays }
    if let isActive { terms.isActive = isActive }
    if !terms.isActive && terms.slug == Plan.defaultSlug { throw PlanError.isDefault }
    try terms.validate()
  }
}

extension PlanPrice {
  fileprivate func keepingID(of prices: [PlanPrice]) -> PlanPrice {
    var price = self
    price.stripePriceID = prices.first { $0.isSame(as: self) }?.stripePriceID
    return price
  }
}
