import Storage

/// Money in and back, each booked once: an invoice's under its own id, anything else under its PaymentIntent.
extension TenantTransaction {
  /// What a paid PaymentIntent of ours does, once: its money is booked, and what it pays for is there.
  /// - Returns: whether it was new; nil for one that is not ours, or that has another amount than was asked for.
  @discardableResult
  func settle(_ paid: PaidIntent, at now: Timestamp) throws -> Bool? {
    guard let payment = try payment(paid.paymentID), payment.amount == paid.amount, payment.currency == paid.currency,
      payment.intentID == nil || payment.intentID == paid.intentID
    else { return nil }
    guard payment.status != .succeeded else { return false }
    _ = try update(payment: payment.id, to: .succeeded, intentID: paid.intentID, at: now)
    let cash = Self.cash(paid.amount, payment.kind.revenue, payment.currency)
    var key = "pi:\(paid.intentID)"
    switch (payment.kind, payment.subject) {
    case (.topup, let subject?),
      (.purchase, let subject?) where payment.units > 0:
      key = Payment.grantID(intent: paid.intentID)
      try grant(
        NewLot(id: key, subject: subject, source: .topup, units: payment.units, entries: cash), at: now)
    case (.overage, let subject?):
      let units = [
        JournalEntry(LedgerAccount(.overage, .token, of: subject), payment.units),
        JournalEntry(LedgerAccount(.issued, .token), -payment.units),
      ]
      try post(
        Journal(key: key, kind: .payment, subject: subject, occurredAt: paid.at, entries: cash + units))
    default:
      try post(Journal(key: key, kind: .payment, subject: payment.subject, occurredAt: paid.at, entries: cash))
    }
    try book(paid.intentID, under: key, payment.kind.revenue, paid.amount, payment.currency, at: now)
    return true
  }

  /// Books a paid invoice, once.
  /// - Returns: whether it was new.
  @discardableResult
  func settle(_ invoice: PaidInvoice, at now: Timestamp) throws -> Bool {
    let key = "invoice:\(invoice.id)"
    for intent in invoice.intentIDs { try link(intent: intent, toInvoice: invoice.id) }
    let isNew = try !tx.exists("SELECT 1 FROM paid_intents WHERE tenant_id = ? AND reference = ?", id, invoice.id)
    if isNew {
      if invoice.amountPaid > 0 {
        try post(
          Journal(
            key: key, kind: .payment, subject: invoice.subject, occurredAt: invoice.paidAt,
            entries: Self.cash(invoice.amountPaid, .subscription, invoice.currency)))
      }
      try book(invoice.id, under: key, .subscription, invoice.amountPaid, invoice.currency, at: now)
    }
    for intent in try intents(ofInvoice: invoice.id) { try applyReturns(of: intent, at: now) }
    return isNew
  }

  /// Notes which PaymentIntent paid an invoice. Stripe tells it apart from both, and at any time.
  func link(intent: String, toInvoice invoiceID: String) throws {
    try tx.execute(
      "INSERT INTO invoice_intents (tenant_id, intent_id, invoice_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id,
      intent, invoiceID)
  }

  private func intents(ofInvoice invoiceID: String) throws -> [String] {
    try tx.all(
      "SELECT intent_id FROM invoice_intents WHERE tenant_id = ? AND invoice_id = ? ORDER BY intent_id", id, invoiceID
    ) { try $0.text(0) }
  }

  private func book(
    _ reference: String, under key: String, _ stream: RevenueStream, _ amount: Int64, _ currency: Currency,
    at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO paid_intents (tenant_id, reference, journal_key, stream, amount, currency) VALUES (?, ?, ?, ?, ?, ?)
      """, id, reference, key, stream.rawValue, amount, currency.code)
    try applyReturns(of: reference, at: now)
  }

  /// Notes a refund or a dispute; what has gone back in all is then booked and its credits are taken back, now or
  /// with its payment. The same facts in any order end in the same sums.
  func note(_ given: PaymentReturn, ofIntent intent: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO payment_returns AS r (tenant_id, intent_id, reference, amount, is_final, told_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, intent_id, reference) DO UPDATE SET
        amount = excluded.amount, is_final = excluded.is_final, told_at = excluded.told_at
      WHERE r.is_final < excluded.is_final
        OR (r.is_final = excluded.is_final AND (r.told_at < excluded.told_at
          OR (r.told_at = excluded.told_at AND r.amount < excluded.amount)))
      """, id, intent, given.reference, given.amount, given.isFinal, given.toldAt)
    try applyReturns(of: intent, at: now)
  }

  /// Brings what is booked as gone back to what has gone back.
  func applyReturns(of intent: String, at now: Timestamp) throws {
    let invoice = try tx.first(
      "SELECT invoice_id FROM invoice_intents WHERE tenant_id = ? AND intent_id = ?", id, intent
    ) { try $0.text(0) }
    guard let paid = try paid(invoice ?? intent) else { return }
    let returns = try tx.all(
      """
      SELECT r.reference, r.amount, r.is_final, r.told_at FROM payment_returns r
      WHERE r.tenant_id = ? AND (r.intent_id = ? OR r.intent_id IN (
        SELECT i.intent_id FROM invoice_intents i WHERE i.tenant_id = r.tenant_id AND i.invoice_id = ?))
      """, id, intent, paid.reference
    ) {
      PaymentReturn(
        reference: try $0.text(0), amount: try $0.int(1), isFinal: try $0.bool(2), toldAt: try $0.int(3))
    }
    let target = min(paid.amount, PaymentReturn.total(returns))
    guard target != paid.returned else { return }
    let entries = Self.cash(paid.returned - target, paid.stream, paid.currency)
    try post(
      Journal(
        key: "return:\(paid.reference):\(paid.steps + 1)", kind: .return, occurredAt: now, reverses: nil,
        entries: entries))
    try tx.execute(
      "UPDATE paid_intents SET returned = ?, steps = steps + 1 WHERE tenant_id = ? AND reference = ?", target, id,
      paid.reference)
    if paid.journalKey.hasPrefix("topup:") {
      try clawBack(
        Clawback(grantID: paid.journalKey, reference: "returned", amount: target, charged: paid.amount), at: now)
    }
    if target > 0 { try voidReferral(paidBy: paid.reference, at: now) }
  }

  private func paid(_ reference: String) throws -> BookedPayment? {
    try tx.first(
      """
      SELECT reference, journal_key, stream, amount, currency, returned, steps FROM paid_intents
      WHERE tenant_id = ? AND reference = ?
      """, id, reference
    ) { row in
      guard let stream = RevenueStream(rawValue: try row.text(2)), let currency = Currency(try row.text(4)) else {
        throw StorageError.unexpectedType("paid_intents \(reference)")
      }
      return BookedPayment(
        reference: try row.text(0), journalKey: try row.text(1), stream: stream, amount: try row.int(3),
        currency: currency, returned: try row.int(5), steps: try row.int(6))
    }
  }

  /// Money that comes; negative for what goes back.
  private static func cash(_ amount: Int64, _ stream: RevenueStream, _ currency: Currency) -> [JournalEntry] {
    [
      JournalEntry(LedgerAccount(.clearing, .money(currency)), amount),
      JournalEntry(.revenue(stream, in: currency), -amount),
    ]
  }
}

extension Journal.Kind {
  /// Money came in.
  static let payment = Journal.Kind(rawValue: "payment")
  /// Money went back.
  static let `return` = Journal.Kind(rawValue: "return")
}

/// Money that is booked, with what has gone back of it.
private struct BookedPayment {
  var reference: String
  var journalKey: String
  var stream: RevenueStream
  var amount: Int64
  var currency: Currency
  var returned: Int64
  var steps: Int64
}
