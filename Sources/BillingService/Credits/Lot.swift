import Storage

/// Units that a subject was given together, with one end.
struct Lot: Sendable, Equatable {
  /// Where units come from.
  enum Source: String, Sendable, CaseIterable {
    /// Included in a plan's period.
    case plan
    case promo
    case referral
    case goodwill
    /// Bought.
    case topup

    /// Smaller ones are used first.
    var priority: Int64 {
      switch self {
      case .plan: 10
      case .promo, .referral, .goodwill: 20
      case .topup: 30
      }
    }

    var isPaid: Bool { self == .topup }
  }

  /// The natural key of its grant.
  var id: String
  var source: Source
  var priority: Int64
  var granted: Int64
  /// Not used, not expired and not taken back; what is held of it included.
  var remaining: Int64
  /// Spoken for by open holds.
  var held: Int64 = 0
  /// Of what was granted, taken back with its money; what was used already of that is debt.
  var revoked: Int64 = 0
  var effectiveAt: Timestamp
  /// Nil: never. At that very moment it can't be used any more.
  var expiresAt: Timestamp?
  /// How many journals there are of it after its grant, settled usage aside.
  var steps: Int64 = 0

  /// Units that a hold may take.
  func available(at now: Timestamp) -> Int64 { isLive(at: now) ? remaining - held : 0 }

  func isLive(at now: Timestamp) -> Bool {
    effectiveAt <= now && expiresAt.map { now < $0 } ?? true
  }

  /// What is used first: by priority, then what ends first, then what was not paid for, then the older one.
  static func isBurnedBefore(_ a: Lot, _ b: Lot) -> Bool {
    func key(_ lot: Lot) -> (Int64, Timestamp, Int, Timestamp, String) {
      (lot.priority, lot.expiresAt ?? .latest, lot.source.isPaid ? 1 : 0, lot.effectiveAt, lot.id)
    }
    return key(a) < key(b)
  }
}

/// Units that are to be given to a subject.
struct NewLot: Sendable, Equatable {
  /// What it is given for, as "topup:pi_1": a second grant with it gives nothing.
  var id: String
  var subject: Subject
  var asset = Asset.token
  var source: Lot.Source
  /// Default: the source's.
  var priority: Int64?
  /// More than 0.
  var units: Int64
  /// Nil: now.
  var effectiveAt: Timestamp?
  /// Nil: never.
  var expiresAt: Timestamp?
  /// What is booked with it, as the money that was paid; adds up to 0 in each asset by itself.
  var entries: [JournalEntry] = []

  var account: LedgerAccount { LedgerAccount(.credits, asset, of: subject) }

  /// What must be the same when the grant is told again.
  var request: [UInt8] { Array("\(account.id) \(units)".utf8) }

  func lot(at now: Timestamp) -> Lot {
    Lot(
      id: id, source: source, priority: priority ?? source.priority, granted: units, remaining: units,
      effectiveAt: effectiveAt ?? now, expiresAt: expiresAt)
  }
}
