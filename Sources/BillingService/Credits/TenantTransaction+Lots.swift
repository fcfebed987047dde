import Storage

/// Lots: what subjects were given, and what is left of it.
extension TenantTransaction {
  /// A subject's open lots and its debt, as they stand, in one statement.
  func creditState(of subject: Subject, _ asset: Asset = .token) throws -> CreditState {
    let account = LedgerAccount(.credits, asset, of: subject)
    var state = CreditState(account: account, exists: false, debt: 0, lots: [])
    try tx.forEach(
      """
      SELECT d.posted, \(Self.lotColumns) FROM accounts a
      LEFT JOIN accounts d ON d.tenant_id = a.tenant_id AND d.id = ?
      LEFT JOIN lots l ON l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.is_open = 1
      WHERE a.tenant_id = ? AND a.id = ?
      """,
      [LedgerAccount(.debt, asset, of: subject).id.sqlValue, id.sqlValue, account.id.sqlValue]
    ) { row in
      state.exists = true
      state.debt = -(try row.optionalInt(0) ?? 0)
      if !row.isNull(1) { state.lots.append(try Self.lot(row, at: 1)) }
    }
    state.lots.sort(by: Lot.isBurnedBefore)
    return state
  }

  /// Gives a subject units, once per id. What it owes is paid with them, and what was taken back of the money
  /// before they came is taken from them.
  /// - Returns: the lot, and whether it is new.
  /// - Throws: ``LedgerError/keyReused(_:)`` for an id that was granted with other units or to another subject.
  @discardableResult
  func grant(_ new: NewLot, at now: Timestamp) throws -> (lot: Lot, isNew: Bool) {
    if let first = try lot(new.id) {
      guard try isRepeated(by: new, first) else { throw LedgerError.keyReused(new.id) }
      return (first, false)
    }
    let lot = new.lot(at: now)
    try post(
      Journal(
        key: new.id, kind: .grant, subject: new.subject, occurredAt: now,
        entries: [
          JournalEntry(LedgerAccount(.issued, new.asset), -new.units),
          JournalEntry(new.account, new.units, lot: new.id),
        ] + new.entries, request: new.request))
    try insert(lot, of: new.account)
    try applyClawbacks(to: new.id, new.account, at: now)
    try payDebt(from: new.id, new.account, at: now)
    return (try self.lot(new.id) ?? lot, true)
  }

  /// Lots that were there before the ledger have no grant to compare with.
  private func isRepeated(by new: NewLot, _ first: Lot) throws -> Bool {
    guard let hash = try requestHash(of: new.id) else { return first.granted == new.units }
    return hash == Journal.hash(of: new.request)
  }

  func insert(_ lot: Lot, of account: LedgerAccount) throws {
    try tx.execute(
      """
      INSERT INTO lots (tenant_id, id, account_id, source, priority, granted, remaining, effective_at, expires_at,
        is_open)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
      """, id, lot.id, account.id, lot.source.rawValue, lot.priority, lot.granted, lot.remaining, lot.effectiveAt,
      lot.expiresAt)
  }

  /// Changes what is left and what is held of a lot. The database refuses more than there is; a lot that is used
  /// up is closed, but for a plan's, which says until its end that the period was granted.
  func change(lot lotID: String, remaining: Int64 = 0, held: Int64 = 0, granted: Int64 = 0) throws {
    try tx.execute(
      """
      UPDATE lots SET granted = granted + ?, remaining = remaining + ?, held = held + ?,
        is_open = CASE WHEN remaining + ? > 0 OR source = 'plan' THEN is_open ELSE 0 END
      WHERE tenant_id = ? AND id = ?
      """, granted, remaining, held, remaining, id, lotID)
  }

  func lot(_ lotID: String) throws -> Lot? {
    try tx.first("SELECT \(Self.lotColumns) FROM lots l WHERE l.tenant_id = ? AND l.id = ?", id, lotID) {
      try Self.lot($0, at: 0)
    }
  }

  /// Posts a journal about a lot alone, under the lot's next number, and changes the lot as its entries say.
  /// - Parameters:
  ///   - units: what comes to the lot; negative for what is taken from it.
  ///   - contra: where it comes from; together with `units` 0.
  func post(
    _ kind: Journal.Kind, of lot: Lot, _ account: LedgerAccount, units: Int64, contra: [JournalEntry],
    at now: Timestamp
  ) throws {
    let own = units == 0 ? [] : [JournalEntry(account, units, lot: lot.id)]
    try post(
      Journal(
        key: "\(kind.rawValue):\(lot.id):\(lot.steps + 1)", kind: kind, subject: account.subject, occurredAt: now,
        entries: own + contra))
    try tx.execute(
      """
      UPDATE lots SET remaining = remaining + ?, steps = steps + 1,
        is_open = CASE WHEN remaining + ? > 0 OR source = 'plan' THEN is_open ELSE 0 END
      WHERE tenant_id = ? AND id = ?
      """, units, units, id, lot.id)
  }

  /// Pays what a subject owes with a lot's free units.
  func payDebt(from lotID: String, _ account: LedgerAccount, at now: Timestamp) throws {
    let debt = LedgerAccount(.debt, account.asset, of: account.subject)
    let owed = -(try balance(of: debt))
    guard owed > 0, let lot = try lot(lotID) else { return }
    let paid = min(owed, lot.available(at: now))
    guard paid > 0 else { return }
    try post(.repayment, of: lot, account, units: -paid, contra: [JournalEntry(debt, paid)], at: now)
  }

  /// Books what is left of a lot that has ended, and is not held, as breakage.
  func expire(lot lotID: String, at now: Timestamp) throws -> Bool {
    guard let lot = try lot(lotID), let end = lot.expiresAt, end <= now, lot.held == 0 else { return false }
    let account = try tx.first("SELECT account_id FROM lots WHERE tenant_id = ? AND id = ? AND is_open = 1", id, lotID)
    {
      try LedgerAccount(id: $0.text(0))
    }
    guard let account else { return false }
    if lot.remaining > 0 {
      let breakage = JournalEntry(LedgerAccount(.breakage, account.asset), lot.remaining)
      try post(.expiry, of: lot, account, units: -lot.remaining, contra: [breakage], at: now)
    }
    try tx.execute("UPDATE lots SET is_open = 0 WHERE tenant_id = ? AND id = ?", id, lotID)
    return true
  }

  static let lotColumns =
    """
    l.id, l.source, l.priority, l.granted, l.remaining, l.held, l.revoked, l.effective_at, l.expires_at,
    l.steps
    """

  static func source(_ name: String) throws -> Lot.Source {
    guard let known = Lot.Source(rawValue: name) else { throw StorageError.unexpectedType("lot source \(name)") }
    return known
  }

  static func lot(_ row: any Row, at index: Int) throws -> Lot {
    Lot(
      id: try row.text(index), source: try source(row.text(index + 1)), priority: try row.int(index + 2),
      granted: try row.int(index + 3),
      remaining: try row.int(index + 4), held: try row.int(index + 5), revoked: try row.int(index + 6),
      effectiveAt: try row.time(index + 7), expiresAt: try row.optionalTime(index + 8),
      steps: try row.int(index + 9))
  }
}
