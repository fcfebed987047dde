import Storage

/// One business event of the ledger: entries that add up to 0 in each asset, under a natural key. Nothing in
/// it ever changes; a mistake is corrected by a journal that reverses it.
struct Journal: Sendable, Equatable {
  /// The event's own name, as "topup:pi_1": what happens once however often it is told.
  var key: String
  /// "grant", "usage", "expiry", "clawback", …
  var kind: Kind
  /// Whose books it is in.
  var subject: Subject?
  var occurredAt: Timestamp
  /// The key of the journal that this one takes back.
  var reverses: String?
  var entries: [JournalEntry]
  /// What must be the same when the event is told again: whatever decided the entries, but not what they
  /// became. Empty where the key alone says everything.
  var request: [UInt8] = []
  /// What the first telling answered.
  var response: [UInt8] = []

  struct Kind: RawRepresentable, Sendable, Hashable {
    let rawValue: String

    static let opening = Kind(rawValue: "opening")
    static let grant = Kind(rawValue: "grant")
    /// A period's grant follows a plan that has changed.
    static let adjustment = Kind(rawValue: "adjustment")
    /// A period passed in which nobody granted anything.
    static let skipped = Kind(rawValue: "skipped")
    static let usage = Kind(rawValue: "usage")
    static let expiry = Kind(rawValue: "expiry")
    static let clawback = Kind(rawValue: "clawback")
    static let repayment = Kind(rawValue: "repayment")
    static let reversal = Kind(rawValue: "reversal")
  }

  /// Assets whose entries don't add up to 0.
  var unbalanced: [Asset] {
    Dictionary(grouping: entries, by: \.account.asset)
      .filter { $0.value.reduce(0) { $0 + $1.amount } != 0 }.keys.sorted { $0.rawValue < $1.rawValue }
  }
}

/// One line of a journal.
struct JournalEntry: Sendable, Equatable {
  var account: LedgerAccount
  /// The lot that it changes, for entries of a `credits` account.
  var lotID: String?
  /// Not 0.
  var amount: Int64

  init(_ account: LedgerAccount, _ amount: Int64, lot: String? = nil) {
    self.account = account
    self.lotID = lot
    self.amount = amount
  }
}
