import Storage

/// What referrals come to: attributed with a checkout, rewarded with the first paid invoice, void with its money.
extension TenantTransaction {
  /// Whether somebody may pay with a code.
  /// - Throws: ``ReferralError/invalidReferrer`` for one that does not exist, has ended or is the payer's own.
  func requireReferrer(_ code: String, for userID: String?) throws {
    guard let found = try referralCode(code), found.endedAt == nil, found.userID != userID else {
      throw ReferralError.invalidReferrer
    }
  }

  /// Notes who was referred by whom, once per customer and user. Nobody refers themselves.
  func attribute(_ referral: Referral, at now: Timestamp) throws {
    guard referral.refereeID != referral.referrerID else { return }
    let isNew = try tx.execute(
      """
      INSERT INTO referrals (tenant_id, id, code, referrer_id, referee_id, customer_id, status, attributed_at)
      VALUES (?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT DO NOTHING
      """, id, referral.id, referral.code, referral.referrerID, referral.refereeID, referral.customerID,
      referral.attributedAt)
    if isNew > 0 { try reward(customerID: referral.customerID, at: now) }
  }

  /// Notes a customer's paid invoice: what a reward is for is the first one.
  func noteFirst(invoice invoiceID: String, of customerID: String, paidAt: Timestamp, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO first_invoices AS f (tenant_id, customer_id, invoice_id, paid_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant_id, customer_id) DO UPDATE SET invoice_id = excluded.invoice_id, paid_at = excluded.paid_at
      WHERE excluded.paid_at < f.paid_at
        OR (excluded.paid_at = f.paid_at AND excluded.invoice_id < f.invoice_id)
      """, id, customerID, invoiceID, paidAt)
    try reward(customerID: customerID, at: now)
  }

  /// Gives the rewards, where both the referral and its invoice are known.
  private func reward(customerID: String, at now: Timestamp) throws {
    let found = try tx.first(
      """
      SELECT \(Self.referralColumns), f.invoice_id FROM referrals r
      JOIN first_invoices f ON f.tenant_id = r.tenant_id AND f.customer_id = r.customer_id
        AND f.paid_at >= r.attributed_at
      WHERE r.tenant_id = ? AND r.customer_id = ? AND r.status = 'pending'
      """, id, customerID
    ) { (referral: try Self.referral($0), invoiceID: try $0.text(10)) }
    guard let found else { return }
    let (referral, settings) = (found.referral, try billingSettings())
    let refereeTokens = referral.refereeID == nil ? 0 : settings.refereeRewardTokens
    try give(settings.referrerRewardTokens, as: referral.referrerGrantID, to: referral.referrerID, at: now)
    if let referee = referral.refereeID { try give(refereeTokens, as: referral.refereeGrantID, to: referee, at: now) }
    try tx.execute(
      """
      UPDATE referrals SET status = 'rewarded', referrer_tokens = ?, referee_tokens = ?, rewarded_at = ?
      WHERE tenant_id = ? AND id = ?
      """, settings.referrerRewardTokens, refereeTokens, now, id, referral.id)
    // Its money may have gone back before the reward was known to be due.
    let returned = try tx.exists(
      "SELECT 1 FROM paid_intents WHERE tenant_id = ? AND reference = ? AND returned > 0", id, found.invoiceID)
    if returned { try voidReferral(paidBy: found.invoiceID, at: now) }
  }

  private func give(_ tokens: Int64, as grantID: String, to userID: String, at now: Timestamp) throws {
    guard tokens > 0 else { return }
    try grant(NewLot(id: grantID, subject: Subject(.user, userID), source: .referral, units: tokens), at: now)
  }

  /// Takes the rewards back that an invoice brought; what was used of them is owed.
  func voidReferral(paidBy invoiceID: String, at now: Timestamp) throws {
    let found = try tx.first(
      """
      SELECT \(Self.referralColumns) FROM first_invoices f
      JOIN referrals r ON r.tenant_id = f.tenant_id AND r.customer_id = f.customer_id
      WHERE f.tenant_id = ? AND f.invoice_id = ? AND r.status = 'rewarded'
      """, id, invoiceID, as: Self.referral)
    guard let referral = found else { return }
    let grants = [
      (referral.referrerGrantID, referral.referrerTokens), (referral.refereeGrantID, referral.refereeTokens),
    ]
    for (grantID, tokens) in grants where tokens > 0 {
      try clawBack(Clawback(grantID: grantID, reference: "void", amount: 1, charged: 1), at: now)
    }
    try tx.execute("UPDATE referrals SET status = 'void' WHERE tenant_id = ? AND id = ?", id, referral.id)
  }
}
