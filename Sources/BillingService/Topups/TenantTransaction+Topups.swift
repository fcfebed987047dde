import Storage

extension TenantTransaction {
  /// Writes a purchase down, once: before anything is asked of Stripe.
  /// - Returns: the payment, which may be there already.
  /// - Throws: ``TopupError/notOffered(planSlug:)``, ``LedgerError/keyReused(_:)`` for the same key with another
  ///   amount.
  func buy(_ new: NewTopup, id paymentID: String, at now: Timestamp) throws -> Payment {
    let subject = Subject(.organization, new.companyID)
    if let last = try newestPayment(of: subject, .topup, amount: new.amount), new.isRepetition(of: last, at: now) {
      return last
    }
    let slug = try entitlement(of: subject, at: now).planSlug
    guard let price = try plan(slug: slug)?.terms.overagePerMillionCents, price > 0 else {
      throw TopupError.notOffered(planSlug: slug)
    }
    let payment = Payment(
      id: paymentID, kind: .topup, subject: subject, userID: new.actorID, amount: new.amount, currency: .brl,
      units: NewTopup.tokens(for: new.amount, at: price), key: new.purchaseKey, createdAt: now, updatedAt: now)
    guard let first = try insert(payment) else { return payment }
    guard first.amount == new.amount else { throw LedgerError.keyReused(new.key ?? "") }
    return first
  }
}
