import Runtime
import Storage

/// Asks AbacatePay what became of a charge, and does what it says: for charges that end, and for those of
/// which no webhook has come.
struct ChargeInspector: Sendable {
  /// How long a charge that has ended is still looked at: payers' banks may be slow.
  private static let afterlife = Duration.seconds(48 * 3_600)

  let database: any Database
  let abacatePay: AbacatePay
  let keys: AbacatePayKeys
  let clock: any WallClock
  let ids: any IDGenerator

  /// Asks about an attempt.
  /// - Parameter ending: whether it ends now unless it was paid.
  /// - Returns: ``PaymentOutcome/ignored`` when nothing has changed.
  /// - Throws: ``PaymentError/unavailable(_:)`` when AbacatePay does not say.
  @discardableResult
  func inspect(_ reference: AttemptReference, ending: Bool) async throws -> PaymentOutcome {
    let found = try await database.read(tenant: reference.tenantID) { [keys] tenant in
      try Self.find(reference, tenant, keys)
    }
    guard let found else { return .ignored }
    guard let charge = found.charge else {
      guard ending else { return try await scheduleNextCheck(of: reference) }
      return try await expire(reference, because: "Nobody paid in time.")
    }
    switch try await abacatePay.status(of: charge.id, key: charge.key) {
    case .paid: return try await receive(found.amountCents, reference)
    case .expired where found.isOpen, .cancelled where found.isOpen:
      return try await expire(reference, because: "AbacatePay ended the charge.")
    case .refunded: return try await refund(reference)
    case .pending where ending && found.isOpen: return try await expire(reference, because: "Nobody paid in time.")
    case .pending, .expired, .cancelled: return try await scheduleNextCheck(of: reference)
    }
  }

  private struct Found: Sendable {
    var amountCents: Int64
    var isOpen: Bool
    /// Nil when there is nobody to ask.
    var charge: (id: String, key: String)?
  }

  private static func find(
    _ reference: AttemptReference, _ tenant: TenantTransaction, _ keys: AbacatePayKeys
  ) throws -> Found? {
    guard let order = try tenant.order(reference.orderID),
      let attempt = order.paymentAttempts.first(where: { $0.id == reference.attemptID })
    else { return nil }
    var found = Found(amountCents: attempt.amountCents, isOpen: attempt.status == .pending)
    if attempt.provider == .abacatePay, let chargeID = attempt.externalID,
      let key = try keys.key(for: tenant.paymentSettings(of: order.storeID))
    {
      found.charge = (chargeID, key)
    }
    return found
  }

  private func receive(_ cents: Int64, _ reference: AttemptReference) async throws -> PaymentOutcome {
    try await apply(reference, because: "AbacatePay says that the charge was paid.") { tenant, change, ids in
      let order = try tenant.requireOrder(reference.orderID)
      return try tenant.receive(cents, for: reference.attemptID, of: order, over: order, change, ids: ids).outcome
    }
  }

  private func expire(_ reference: AttemptReference, because reason: String) async throws -> PaymentOutcome {
    try await apply(reference, because: reason) { tenant, change, ids in
      try tenant.expire(reference.attemptID, of: reference.orderID, change, ids: ids).outcome
    }
  }

  private func refund(_ reference: AttemptReference) async throws -> PaymentOutcome {
    try await apply(reference, because: "AbacatePay says that the charge was refunded.") { tenant, change, ids in
      try tenant.refund(reference.attemptID, of: reference.orderID, change, ids: ids).outcome
    }
  }

  private func apply(
    _ reference: AttemptReference, because reason: String,
    _ body: @escaping @Sendable (TenantTransaction, OrderChange, any IDGenerator) throws -> PaymentOutcome
  ) async throws -> PaymentOutcome {
    let change = OrderChange(eventID: ids.next(), reason: reason, at: clock.now())
    return try await database.write(tenant: reference.tenantID) { [ids] tenant in
      let outcome = try body(tenant, change, ids)
      if outcome == .duplicate {
        try tenant.scheduleCheck(of: reference.attemptID, afterlife: Self.afterlife, at: change.at)
      }
      return outcome
    }
  }

  /// Nothing new: the next look comes later than this one did.
  private func scheduleNextCheck(of reference: AttemptReference) async throws -> PaymentOutcome {
    try await database.write(tenant: reference.tenantID) { [now = clock.now()] tenant in
      try tenant.scheduleCheck(of: reference.attemptID, afterlife: Self.afterlife, at: now)
    }
    return .ignored
  }
}
