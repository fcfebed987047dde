import Storage

/// Refunds and disputes, which take credits back to an absolute target: what is still paid for.
extension TenantTransaction {
  /// Notes how much of a grant's money was given back under a reference, and takes the grant's units back, or
  /// gives them again, until they agree with it. What was used of them is debt. Before its grant it is only
  /// noted, and applied with it; told again, it changes nothing.
  func clawBack(_ clawback: Clawback, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO clawbacks (tenant_id, lot_id, reference, amount, charged) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, lot_id, reference) DO UPDATE SET amount = excluded.amount, charged = excluded.charged
      """, id, clawback.grantID, clawback.reference, clawback.amount, clawback.charged)
    let account = try tx.first(
      "SELECT account_id FROM lots WHERE tenant_id = ? AND id = ?", id, clawback.grantID
    ) { try LedgerAccount(id: $0.text(0)) }
    if let account { try applyClawbacks(to: clawback.grantID, account, at: now) }
  }

  /// Brings a lot to what is still paid for of it.
  func applyClawbacks(to lotID: String, _ account: LedgerAccount, at now: Timestamp) throws {
    let noted = try tx.first(
      """
      SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT), COALESCE(MAX(charged), 1) FROM clawbacks
      WHERE tenant_id = ? AND lot_id = ?
      """, id, lotID
    ) { (count: try $0.int(0), refunded: try $0.int(1), charged: try $0.int(2)) }
    guard let noted, noted.count > 0, let lot = try lot(lotID) else { return }
    let kept = Clawback.kept(of: lot.granted, refunded: noted.refunded, charged: noted.charged)
    let change = lot.granted - kept - lot.revoked
    if change > 0 { try revoke(change, from: lot, account, at: now) }
    if change < 0 { try restore(-change, to: lot, account, at: now) }
  }

  private func revoke(_ units: Int64, from lot: Lot, _ account: LedgerAccount, at now: Timestamp) throws {
    let free = min(units, lot.remaining - lot.held)
    try move(lot, account, units: -free, debt: free - units, at: now)
  }

  /// What was taken back as debt is forgiven first.
  private func restore(_ units: Int64, to lot: Lot, _ account: LedgerAccount, at now: Timestamp) throws {
    let owed = -(try balance(of: LedgerAccount(.debt, account.asset, of: account.subject)))
    let forgiven = min(units, max(0, owed))
    try move(lot, account, units: units - forgiven, debt: forgiven, at: now)
  }

  private func move(
    _ lot: Lot, _ account: LedgerAccount, units: Int64, debt: Int64, at now: Timestamp
  ) throws {
    var contra = [JournalEntry(LedgerAccount(.issued, account.asset), -(units + debt))]
    if debt != 0 { contra.append(JournalEntry(LedgerAccount(.debt, account.asset, of: account.subject), debt)) }
    try post(.clawback, of: lot, account, units: units, contra: contra, at: now)
    // What comes back opens a lot again that was used up.
    try tx.execute(
      """
      UPDATE lots SET revoked = revoked - ?, is_open = CASE WHEN remaining > 0 THEN 1 ELSE is_open END
      WHERE tenant_id = ? AND id = ?
      """, units + debt, id, lot.id)
  }
}
