/// An account of the ledger. Amounts of an account are positive where it has something, and negative where it
/// has given or owes something; over all accounts of an asset they add up to 0.
struct LedgerAccount: Sendable, Hashable {
  struct Kind: RawRepresentable, Sendable, Hashable {
    let rawValue: String

    /// What a subject may still use: the sum of its lots. Never below 0, which the database holds.
    static let credits = Kind(rawValue: "credits")
    /// What a subject owes for credits that were used and then taken back; it blocks as long as it lasts.
    static let debt = Kind(rawValue: "debt")
    /// Used beyond all credits and not charged yet.
    static let overage = Kind(rawValue: "overage")
    /// Used on a postpaid meter and not reported yet.
    static let metered = Kind(rawValue: "metered")

    /// Where credits come from, and go when they are taken back.
    static let issued = Kind(rawValue: "issued")
    static let consumed = Kind(rawValue: "consumed")
    /// Credits that ended unused.
    static let breakage = Kind(rawValue: "breakage")
    /// What models' providers charge, and what they are owed for it.
    static let modelCost = Kind(rawValue: "api_cost")
    static let providerPayable = Kind(rawValue: "provider_payable")
    /// Money that the payment provider has taken for the tenant.
    static let clearing = Kind(rawValue: "stripe_clearing")
    static func revenue(_ stream: String) -> Kind { Kind(rawValue: "revenue:\(stream)") }
  }

  var kind: Kind
  var asset: Asset
  /// Nil: the tenant's own, without a running balance.
  var subject: Subject?

  init(_ kind: Kind, _ asset: Asset, of subject: Subject? = nil) {
    self.kind = kind
    self.asset = asset
    self.subject = subject
  }

  /// Names the account within its tenant.
  var id: String {
    let name = "\(kind.rawValue):\(asset.rawValue)"
    guard let subject else { return name }
    return "\(name):\(subject.kind.rawValue):\(subject.id)"
  }

  /// Below this the database lets nobody go.
  var minimum: Int64? { kind == .credits ? 0 : nil }
}
