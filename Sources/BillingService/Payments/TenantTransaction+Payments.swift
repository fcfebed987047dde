import Storage

/// Payments, row by row.
extension TenantTransaction {
  /// Adds a payment.
  /// - Returns: the one that is there already under its key.
  /// - Throws: ``StorageError/uniqueViolation(table:constraint:)`` for a second overage charge of an organization.
  func insert(_ payment: Payment) throws -> Payment? {
    let isNew = try tx.execute(
      """
      INSERT INTO payments (tenant_id, id, kind, subject_kind, subject_id, user_id, amount, currency, units, status,
        key, intent_id, client_secret, period_start, period_end, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, key) DO NOTHING
      """, id, payment.id, payment.kind.rawValue, payment.subject?.kind.rawValue, payment.subject?.id, payment.userID,
      payment.amount, payment.currency.code, payment.units, payment.status.rawValue, payment.key, payment.intentID,
      payment.clientSecret, payment.period?.start, payment.period?.end, payment.createdAt, payment.updatedAt)
    guard isNew == 0, let key = payment.key else { return nil }
    return try tx.first(
      "SELECT \(Self.paymentColumns) FROM payments WHERE tenant_id = ? AND key = ?", id, key, as: Self.payment)
  }

  func payment(_ paymentID: String) throws -> Payment? {
    try tx.first(
      "SELECT \(Self.paymentColumns) FROM payments WHERE tenant_id = ? AND id = ?", id, paymentID, as: Self.payment)
  }

  /// The newest payment of an amount: what a client that repeats a purchase without a key may mean.
  func newestPayment(of subject: Subject, _ kind: Payment.Kind, amount: Int64) throws -> Payment? {
    try tx.first(
      """
      SELECT \(Self.paymentColumns) FROM payments
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND kind = ? AND amount = ? AND key IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, id, subject.kind.rawValue, subject.id, kind.rawValue, amount, as: Self.payment)
  }

  /// Notes where a payment stands. One that has succeeded stays so, whatever is told late.
  /// - Returns: the payment as it is now.
  func update(
    payment paymentID: String, to status: Payment.Status, intentID: String? = nil, clientSecret: String? = nil,
    at now: Timestamp
  ) throws -> Payment? {
    try tx.execute(
      """
      UPDATE payments SET status = ?, intent_id = COALESCE(?, intent_id), client_secret = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND status <> 'succeeded'
      """, status.rawValue, intentID, clientSecret, now, id, paymentID)
    return try payment(paymentID)
  }

  private static let paymentColumns =
    """
    id, kind, subject_kind, subject_id, user_id, amount, currency, units, status, key, intent_id, client_secret,
    period_start, period_end, created_at, updated_at
    """

  private static func payment(_ row: any Row) throws -> Payment {
    let (kind, currency, status) = (try row.text(1), try row.text(6), try row.text(8))
    guard let knownKind = Payment.Kind(rawValue: kind), let knownCurrency = Currency(currency),
      let knownStatus = Payment.Status(rawValue: status)
    else { throw StorageError.unexpectedType("payment \(kind) \(currency) \(status)") }
    var payment = Payment(
      id: try row.text(0), kind: knownKind, subject: row.isNull(2) ? nil : try Subject(row, at: 2),
      userID: try row.optionalText(4), amount: try row.int(5), currency: knownCurrency, units: try row.int(7),
      status: knownStatus, key: try row.optionalText(9), intentID: try row.optionalText(10),
      clientSecret: try row.optionalText(11), createdAt: try row.time(14), updatedAt: try row.time(15))
    if let start = try row.optionalTime(12), let end = try row.optionalTime(13) {
      payment.period = Interval(start: start, end: end)
    }
    return payment
  }
}
