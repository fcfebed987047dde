import Storage

/// A subject's credits of an asset, as a transaction sees them.
struct CreditState: Sendable, Equatable {
  /// A lot's share in something.
  struct Part: Sendable, Equatable {
    var lotID: String
    var amount: Int64
  }

  var account: LedgerAccount
  /// False before the first grant.
  var exists: Bool
  /// Not negative: what is owed for credits that were used and then taken back.
  var debt: Int64
  /// The open ones, in the order in which they are used.
  var lots: [Lot]

  /// Units that a new hold may take.
  func available(at now: Timestamp) -> Int64 { max(0, lots.reduce(0) { $0 + $1.available(at: now) } - debt) }

  /// Units that were given on top of a plan, those that are held included.
  func topups(at now: Timestamp) -> Int64 {
    lots.filter { $0.source != .plan && $0.isLive(at: now) }.reduce(0) { $0 + $1.remaining }
  }

  /// Takes units from what is available, lot by lot; fewer where there are fewer.
  func allocation(of amount: Int64, at now: Timestamp) -> [Part] {
    var left = min(amount, available(at: now))
    var parts: [Part] = []
    for lot in lots where left > 0 {
      let share = min(left, lot.available(at: now))
      guard share > 0 else { continue }
      parts.append(Part(lotID: lot.id, amount: share))
      left -= share
    }
    return parts
  }

  /// Who pays for units of which these parts are taken from lots.
  func funding(of units: Int64, by parts: [Part], _ beyond: Entitlement.Beyond) -> UsageFunding {
    let source = Dictionary(lots.map { ($0.id, $0.source) }, uniquingKeysWith: { $1 })
    var funding = UsageFunding()
    for part in parts { funding.add(part.amount, from: source[part.lotID] ?? .topup) }
    funding.add(uncovered: units - parts.reduce(0) { $0 + $1.amount }, beyond)
    return funding
  }

  /// What the state will be once the period's lot is granted.
  func previewing(_ entitlement: Entitlement, at now: Timestamp) -> CreditState {
    guard !follows(entitlement, at: now), let subject = account.subject else { return self }
    var preview = self
    let grantID = entitlement.grantID(of: subject)
    var current =
      lots.first { $0.id == grantID }
      ?? Lot(
        id: grantID, source: .plan, priority: Lot.Source.plan.priority, granted: 0, remaining: 0,
        effectiveAt: entitlement.period.start, expiresAt: entitlement.period.end)
    let difference = max(entitlement.included - current.granted, current.held - current.remaining)
    current.granted += difference
    current.remaining += difference
    // What other periods' lots hold will be held of this one as far as it goes.
    let moved = lots.filter { $0.source == .plan && $0.id != grantID }.reduce(0) { $0 + $1.held }
    current.held += min(moved, current.remaining - current.held)
    preview.lots.removeAll { $0.source == .plan }
    preview.lots.append(current)
    preview.lots.sort(by: Lot.isBurnedBefore)
    return preview
  }

  /// As if a part were not held.
  mutating func free(_ part: Part) {
    guard let index = lots.firstIndex(where: { $0.id == part.lotID }) else { return }
    lots[index].held -= min(part.amount, lots[index].held)
  }
}
