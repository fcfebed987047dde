import Storage

/// Referral codes, row by row.
extension TenantTransaction {
  func referralCode(_ code: String) throws -> ReferralCode? {
    try tx.first(
      "SELECT \(Self.codeColumns) FROM referral_codes c WHERE c.tenant_id = ? AND c.code = ?", id,
      ReferralCode.normalized(code), as: Self.referralCode)
  }

  /// - Throws: ``ReferralError/codeTaken(_:)``, ``ReferralError/tooManyCodes``.
  func insert(_ new: ReferralCode) throws {
    let active = try tx.first(
      "SELECT COUNT(*) FROM referral_codes WHERE tenant_id = ? AND user_id = ? AND ended_at IS NULL", id, new.userID
    ) { try $0.int(0) }
    guard (active ?? 0) < ReferralCode.maximumActive else { throw ReferralError.tooManyCodes }
    let isNew = try tx.execute(
      """
      INSERT INTO referral_codes (tenant_id, code, user_id, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, id, new.code, new.userID, new.createdAt)
    guard isNew > 0 else { throw ReferralError.codeTaken(new.code) }
  }

  /// - Throws: ``ReferralError/codeNotFound(_:)``.
  func end(code: String, at now: Timestamp) throws -> ReferralCode {
    try tx.execute(
      "UPDATE referral_codes SET ended_at = ? WHERE tenant_id = ? AND code = ? AND ended_at IS NULL", now, id,
      ReferralCode.normalized(code))
    guard let ended = try referralCode(code) else { throw ReferralError.codeNotFound(code) }
    return ended
  }

  func referralCodes(_ query: ReferralCodeQuery) throws -> (codes: [ReferralCode], total: Int64) {
    var (condition, values) = ("c.tenant_id = ?", [id.sqlValue])
    if let userID = query.userID {
      condition += " AND c.user_id = ?"
      values.append(userID.sqlValue)
    }
    if let isActive = query.isActive { condition += " AND c.ended_at IS \(isActive ? "" : "NOT ")NULL" }
    let total = try tx.all("SELECT COUNT(*) FROM referral_codes c WHERE \(condition)", values: values) {
      try $0.int(0)
    }
    let codes = try tx.all(
      """
      SELECT \(Self.codeColumns) FROM referral_codes c WHERE \(condition)
      ORDER BY c.created_at DESC, c.code DESC LIMIT ? OFFSET ?
      """, values: values + [query.page.perPage.sqlValue, query.page.offset.sqlValue], as: Self.referralCode)
    return (codes, total.first ?? 0)
  }

  func referrals(_ query: ReferralQuery) throws -> (referrals: [Referral], total: Int64) {
    var (condition, values) = ("r.tenant_id = ?", [id.sqlValue])
    if let code = query.code {
      condition += " AND r.code = ?"
      values.append(ReferralCode.normalized(code).sqlValue)
    }
    if let status = query.status {
      condition += " AND r.status = ?"
      values.append(status.rawValue.sqlValue)
    }
    let total = try tx.all("SELECT COUNT(*) FROM referrals r WHERE \(condition)", values: values) { try $0.int(0) }
    let referrals = try tx.all(
      """
      SELECT \(Self.referralColumns) FROM referrals r WHERE \(condition)
      ORDER BY r.attributed_at DESC, r.id DESC LIMIT ? OFFSET ?
      """, values: values + [query.page.perPage.sqlValue, query.page.offset.sqlValue], as: Self.referral)
    return (referrals, total.first ?? 0)
  }

  private static let codeColumns =
    """
    c.code, c.user_id, c.created_at, c.ended_at,
    (SELECT COUNT(*) FROM referrals r WHERE r.tenant_id = c.tenant_id AND r.code = c.code),
    (SELECT COUNT(*) FROM referrals r WHERE r.tenant_id = c.tenant_id AND r.code = c.code AND r.status = 'rewarded')
    """

  private static func referralCode(_ row: any Row) throws -> ReferralCode {
    ReferralCode(
      code: try row.text(0), userID: try row.text(1), referrals: try row.int(4), rewarded: try row.int(5),
      createdAt: try row.time(2), endedAt: try row.optionalTime(3))
  }

  static let referralColumns =
    """
    r.id, r.code, r.referrer_id, r.referee_id, r.customer_id, r.status, r.referrer_tokens, r.referee_tokens,
    r.attributed_at, r.rewarded_at
    """

  static func referral(_ row: any Row) throws -> Referral {
    let status = try row.text(5)
    guard let known = Referral.Status(rawValue: status) else {
      throw StorageError.unexpectedType("referral status \(status)")
    }
    return Referral(
      id: try row.text(0), code: try row.text(1), referrerID: try row.text(2), refereeID: try row.optionalText(3),
      customerID: try row.text(4), status: known, referrerTokens: try row.int(6), refereeTokens: try row.int(7),
      attributedAt: try row.time(8), rewardedAt: try row.optionalTime(9))
  }
}
