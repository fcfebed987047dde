import Storage

/// One rule of the billing database that `quartet admin billing verify` looks at.
struct RuleSQL: Sendable {
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
