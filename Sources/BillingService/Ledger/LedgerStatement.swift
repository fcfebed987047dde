import Storage

/// A subject's books, derived again from their entries line by line.
public struct LedgerStatement: Sendable {
  /// One entry, with what the account had after it.
  public struct Line: Sendable {
    public var at: Timestamp
    public var journal: String
    public var account: String
    public var lot: String?
    public var amount: Int64
    public var balance: Int64
  }

  /// An account: what its entries add up to, beside what its row says.
  public struct Balance: Sendable {
    public var account: String
    public var derived: Int64
    public var posted: Int64
    public var held: Int64
  }

  /// Oldest first.
  public var lines: [Line]
  public var balances: [Balance]
  /// Units that a call could have now.
  public var available: Int64

  /// Whether every account has what its entries say.
  public var isIntact: Bool { balances.allSatisfy { $0.derived == $0.posted } }
}
