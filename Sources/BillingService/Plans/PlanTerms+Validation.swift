import Runtime

extension PlanTerms {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func validate() throws {
    var check = Violations()
    check.require(
      Self.isSlug(slug), "slug", "must be 1 to 63 lower-case letters, digits and hyphens, beginning with a letter",
      type: "string_pattern_mismatch")
    check.text(name, "name", 1...200)
    check.number(monthlyCents, "monthly_cents", 0...Self.largest)
    check.number(includedTokens, "included_tokens", 0...Self.largest)
    let limits = [
      ("max_stores", maxStores), ("max_agents", maxAgents), ("max_products", maxProducts),
      ("overage_per_million_cents", overagePerMillionCents),
    ]
    for (field, limit) in limits {
      if let limit { check.number(limit, field, 0...Self.largest) }
    }
    try check.throwIfAny()
  }

  /// Far beyond any real plan, and far enough from the edge of 64 bits that sums of it can't overflow.
  private static let largest: Int64 = 1_000_000_000_000_000

  private static func isSlug(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 63 else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}
