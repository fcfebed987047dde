import Storage

/// What a look at every rule found.
public struct BillingVerification: Sendable {
  /// A rule, and what breaks it.
  public struct Finding: Sendable {
    public var check: String
    public var breaches: [BillingBreach]
  }

  /// In the order of the rules, those without a breach included.
  public var findings: [Finding]

  /// Every rule, in the order in which they are looked at. An area adds its own as an extension of ``RuleSQL``.
  static let rules =
    RuleSQL.ledger + RuleSQL.credits + RuleSQL.holds + RuleSQL.usage + RuleSQL.subscriptions + RuleSQL.stripe
    + RuleSQL.payments

  public var isIntact: Bool { findings.allSatisfy(\.breaches.isEmpty) }

  init(_ tx: any Transaction, at now: Timestamp) throws {
    findings = try Self.rules.map { Finding(check: $0.name, breaches: try $0.find(tx, now)) }
  }
}
