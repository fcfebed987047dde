import Storage

/// The units that a plan includes: one lot per period, granted by whoever comes first.
extension TenantTransaction {
  /// A subject's credits, once the period's lot is granted and follows the plan.
  func credits(of subject: Subject, under entitlement: Entitlement, at now: Timestamp) throws -> CreditState {
    let state = try creditState(of: subject, entitlement.asset)
    guard !state.follows(entitlement, at: now) else { return state }
    try grantPeriod(entitlement, of: subject, state, at: now)
    return try creditState(of: subject, entitlement.asset)
  }

  /// Grants a period's lot, or brings it to what the plan includes now; what other periods' lots hold for calls
  /// under way moves over to it, for usage is booked in the period in which it is settled.
  private func grantPeriod(
    _ entitlement: Entitlement, of subject: Subject, _ state: CreditState, at now: Timestamp
  ) throws {
    let grantID = entitlement.grantID(of: subject)
    if !state.exists { try open(state.account) }
    if let lot = try lot(grantID) {
      // Another plan may have been there in between, which closed it.
      try tx.execute("UPDATE lots SET is_open = 1 WHERE tenant_id = ? AND id = ?", id, grantID)
      try adjust(lot, state.account, to: entitlement.included, at: now)
    } else if entitlement.included > 0 {
      try recordSkippedPeriods(before: entitlement.period, state.account, at: now)
      try grant(
        NewLot(
          id: grantID, subject: subject, asset: entitlement.asset, source: .plan, units: entitlement.included,
          effectiveAt: entitlement.period.start, expiresAt: entitlement.period.end), at: now)
    }
    for lot in state.lots where lot.source == .plan && lot.id != grantID {
      try moveHolds(from: lot, state.account, at: now)
      if lot.isLive(at: now) { try supersede(lot.id, state.account, at: now) }
    }
  }

  func open(_ account: LedgerAccount) throws {
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, kind, asset, subject_kind, subject_id, posted, minimum)
      VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (tenant_id, id) DO NOTHING
      """, id, account.id, account.kind.rawValue, account.asset.rawValue, account.subject?.kind.rawValue,
      account.subject?.id, account.minimum)
  }

  /// A smaller plan takes back what is not used and not held of the period; what was used stays used.
  private func adjust(_ lot: Lot, _ account: LedgerAccount, to included: Int64, at now: Timestamp) throws {
    let difference = max(included - lot.granted, lot.held - lot.remaining)
    guard difference != 0 else { return }
    // A lot never has more left than was granted, at any step.
    if difference > 0 { try change(lot: lot.id, granted: difference) }
    try post(
      .adjustment, of: lot, account, units: difference,
      contra: [JournalEntry(LedgerAccount(.issued, account.asset), -difference)], at: now)
    if difference < 0 { try change(lot: lot.id, granted: difference) }
    if lot.revoked > 0 { try applyClawbacks(to: lot.id, account, at: now) }
  }

  /// A plan with another period has come in between: what is left of the former one's is not used beside it.
  private func supersede(_ lotID: String, _ account: LedgerAccount, at now: Timestamp) throws {
    guard let lot = try lot(lotID) else { return }
    try adjust(lot, account, to: lot.granted - lot.remaining, at: now)
    try tx.execute("UPDATE lots SET is_open = 0 WHERE tenant_id = ? AND id = ? AND held = 0", id, lotID)
  }

  /// Periods in which neither a call nor the reset granted anything are lost, and written down.
  private func recordSkippedPeriods(before period: Interval, _ account: LedgerAccount, at now: Timestamp) throws {
    let last = try tx.first(
      "SELECT MAX(expires_at) FROM lots WHERE tenant_id = ? AND account_id = ? AND source = 'plan'", id, account.id
    ) { try $0.optionalTime(0) }
    guard let end = last ?? nil, end < period.start else { return }
    try post(
      Journal(
        key: "skipped:\(account.id):\(end.microseconds)", kind: .skipped, subject: account.subject, occurredAt: now,
        entries: [], response: Array("\(end.microseconds) \(period.start.microseconds)".utf8)))
  }

  /// Gives what a lot holds for open holds to what is available now; what is not stays uncovered.
  private func moveHolds(from lot: Lot, _ account: LedgerAccount, at now: Timestamp) throws {
    guard lot.held > 0, let subject = account.subject else { return }
    let parts = try tx.all(
      """
      SELECT p.hold_id, p.amount FROM holds h JOIN hold_parts p ON p.tenant_id = h.tenant_id AND p.hold_id = h.id
      WHERE h.tenant_id = ? AND h.subject_kind = ? AND h.subject_id = ? AND h.state = 'open' AND p.lot_id = ?
      ORDER BY p.hold_id
      """, id, subject.kind.rawValue, subject.id, lot.id
    ) { (holdID: try $0.text(0), amount: try $0.int(1)) }
    for part in parts {
      try tx.execute(
        "DELETE FROM hold_parts WHERE tenant_id = ? AND hold_id = ? AND lot_id = ?", id, part.holdID, lot.id)
      try change(lot: lot.id, held: -part.amount)
      try tx.execute(
        "UPDATE accounts SET held = held - ? WHERE tenant_id = ? AND id = ?", part.amount, id, account.id)
      var state = try creditState(of: subject, account.asset)
      state.lots.removeAll { $0.id == lot.id }
      _ = try hold(state.allocation(of: part.amount, at: now), for: part.holdID, state.account)
    }
  }
}

extension CreditState {
  /// The period's lot, once it is granted.
  func planLot(at now: Timestamp) -> Lot? { lots.first { $0.source == .plan && $0.isLive(at: now) } }

  /// Whether the lots are those of the entitlement's period, and nothing is held elsewhere.
  func follows(_ entitlement: Entitlement, at now: Timestamp) -> Bool {
    guard exists, let subject = account.subject else { return false }
    let grantID = entitlement.grantID(of: subject)
    var included: Int64 = 0
    for lot in lots where lot.source == .plan {
      if lot.id == grantID {
        // What can't be taken back any more is as good as not included.
        included = lot.remaining == lot.held ? min(lot.granted, entitlement.included) : lot.granted
      } else if lot.held > 0 || lot.isLive(at: now) {
        return false
      }
    }
    return included == entitlement.included
  }
}
