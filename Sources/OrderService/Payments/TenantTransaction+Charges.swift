import Runtime
import Storage

extension TenantTransaction {
  /// How long making a charge may take: longer than the provider's time-out.
  private static let claimLease = Duration.seconds(30)

  /// Makes sure that nobody else makes the order's charge.
  /// - Returns: false while somebody does.
  func claimCharge(of orderID: String, token: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO charge_claims (tenant_id, order_id, token, claimed_until) VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant_id, order_id) DO UPDATE SET token = excluded.token, claimed_until = excluded.claimed_until
      WHERE charge_claims.claimed_until <= ?
      """, id, orderID, token, now.adding(Self.claimLease), now) == 1
  }

  /// Gives a claim back.
  /// - Returns: false when it was somebody else's by now.
  @discardableResult
  func endClaim(of orderID: String, token: String) throws -> Bool {
    try tx.execute("DELETE FROM charge_claims WHERE tenant_id = ? AND order_id = ? AND token = ?", id, orderID, token)
      == 1
  }

  /// Gives an order the charge that was made for it.
  func open(_ charge: PixCharge, for orderID: String, _ change: OrderChange, ids: any IDGenerator) throws -> Order {
    let order = try requireOrder(orderID)
    var charged = order
    let step = charged.open(charge, change, attemptID: ids.next())
    try commit(charged, over: order, step, change, ids: ids)
    return charged
  }

  /// Keeps a charge that a caller made; the same again changes nothing.
  /// - Throws: ``PaymentError``.
  func keep(_ state: CheckoutState, _ change: OrderChange, ids: any IDGenerator) throws -> Order {
    let order = try requireOrder(state.orderID, version: state.expectedVersion)
    guard order.paymentMethod == .pix else { throw PaymentError.notAPixOrder(order.id) }
    let amount = state.amountCents ?? order.totalCents
    guard amount == order.totalCents else {
      throw PaymentError.amountMismatch(expected: order.totalCents, given: amount)
    }
    var charge = state.charge
    if let chargeID = charge.id {
      if let known = try payment(externalID: chargeID, provider: .abacatePay), known.orderID != order.id {
        throw PaymentError.alreadyRecorded(chargeID)
      }
      let others = order.paymentAttempts.filter { $0.provider == .abacatePay && $0.externalID != chargeID }
      if let other = others.compactMap(\.externalID).first { throw PaymentError.chargeExists(other) }
    }
    if order.holds(charge) { return order }
    guard order.isPayable else { throw PaymentError.notPayable(order.status) }
    charge.expiresAt = try charge.expiresAt ?? paymentSettings(of: order.storeID).end(from: change.at)
    return try open(charge, for: order.id, change, ids: ids)
  }
}

extension Order {
  /// Whether everything that a charge says is known already.
  fileprivate func holds(_ charge: PixCharge) -> Bool {
    (charge.code == nil || charge.code == pixCopyPaste)
      && (charge.linkURL == nil || charge.linkURL == paymentLinkURL)
      && (charge.id == nil || paymentAttempts.contains { $0.externalID == charge.id })
  }
}
