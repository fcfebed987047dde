import Storage

/// One rule of the billing database that `quartet admin billing verify` looks at.
struct BillingCheck: Sendable {
  /// What is true where nothing is wrong, in a sentence.
  let name: String
  /// Finds what breaks the rule, at a moment.
  let find: @Sendable (any Transaction, Timestamp) throws -> [BillingBreach]

  /// A rule in Swift.
  init(_ name: String, find: @escaping @Sendable (any Transaction, Timestamp) throws -> [BillingBreach]) {
    self.name = name
    self.find = find
  }

  /// A rule whose query gives the rows that break it: the tenant, the row, and what is wrong with it.
  /// - Parameter arguments: by the moment of the look.
  init(_ name: String, _ query: String, _ arguments: @escaping @Sendable (Timestamp) -> [SQLValue] = { _ in [] }) {
    self.init(name) { tx, now in
      try tx.all(query, values: arguments(now)) { BillingBreach(try $0.text(0), try $0.text(1), try $0.text(2)) }
    }
  }
}

/// Every rule, in the order in which they are looked at. An area adds its own as an extension of `BillingCheck`.
enum BillingChecks {
  static let all: [BillingCheck] =
    BillingCheck.ledger + BillingCheck.credits + BillingCheck.holds + BillingCheck.usage
}

/// What a look at every rule found.
public struct BillingVerification: Sendable {
  /// A rule, and what breaks it.
  public struct Finding: Sendable {
    public var check: String
    public var breaches: [BillingBreach]
  }

  /// In the order of the rules, those without a breach included.
  public var findings: [Finding]

  public var isIntact: Bool { findings.allSatisfy(\.breaches.isEmpty) }

  init(_ tx: any Transaction, at now: Timestamp) throws {
    findings = try BillingChecks.all.map { Finding(check: $0.name, breaches: try $0.find(tx, now)) }
  }
}
