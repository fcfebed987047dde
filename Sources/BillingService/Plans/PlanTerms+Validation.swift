import Runtime

extension PlanTerms {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func validate() throws {
    var check = Violations()
    check.require(
      Self.isSlug(slug), "slug",
      "must be 1 to 63 lower-case letters, digits, hyphens and underscores, beginning with a letter",
      type: "string_pattern_mismatch")
    check.text(name, "name", 1...200)
    if let description { check.text(description, "description", 0...2_000) }
    check.texts(features, "features", 1...200)
    check.texts(allowedModels, "allowed_models", 1...128)
    check.number(trialDays, "trial_days", 0...730)
    check.prices(prices)
    let limits = [
      ("included_tokens", includedTokens), ("max_messages_per_month", maxMessages),
      ("max_cost_usd_per_month", maxCostMicroUSD), ("max_tokens_per_month", maxTokens), ("max_stores", maxStores),
      ("max_agents", maxAgents), ("max_products", maxProducts), ("overage_per_million_cents", overagePerMillionCents),
    ]
    for (field, limit) in limits {
      if let limit { check.number(limit, "limits.\(field)", 0...Self.maximumLimit) }
    }
    try check.throwIfAny()
  }

  /// Far beyond any real plan, and far enough from the edge of 64 bits that sums of it can't overflow.
  private static let maximumLimit: Int64 = 1_000_000_000_000_000

  private static func isSlug(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 63 else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}

extension Violations {
  private static let maximumTexts = 50

  fileprivate mutating func texts(_ values: [String], _ field: String, _ length: ClosedRange<Int>) {
    let isShort = values.count <= Self.maximumTexts
    require(isShort, field, "should have at most \(Self.maximumTexts) items", type: "too_long")
    guard isShort else { return }
    for (index, value) in values.enumerated() { text(value, "\(field)[\(index)]", length) }
  }

  fileprivate mutating func prices(_ prices: [PlanPrice]) {
    guard require(prices.count <= Self.maximumTexts, "prices", "should have at most \(Self.maximumTexts) items") else {
      return
    }
    let isOneTime = prices.first?.interval == .oneTime
    for (index, price) in prices.enumerated() {
      let field = "prices[\(index)]"
      let minimum = PlanPrice.minimumAmount(price.currency)
      number(price.amount, "\(field).amount", minimum...PlanPrice.maximumAmount)
      require(
        price.amount % price.currency.step == 0, "\(field).amount",
        "should be a multiple of \(price.currency.step) in \(price.currency.code)")
      require(
        (price.interval == .oneTime) == isOneTime, "\(field).interval",
        "can't be mixed: prices are all recurring or all paid once")
      require(
        !prices[..<index].contains { $0.currency == price.currency && $0.interval == price.interval }, field,
        "is the second price of its currency and interval")
    }
  }
}
