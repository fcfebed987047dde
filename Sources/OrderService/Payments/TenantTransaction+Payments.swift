import Runtime
import Storage

extension TenantTransaction {
  /// Takes in what arrived for an order's attempt: the only way by which a provider's word confirms an order.
  /// - Parameters:
  ///   - order: with the attempt, which may be new.
  ///   - previous: the order as it is in the database.
  func receive(
    _ cents: Int64, for attemptID: String, of order: Order, over previous: Order, _ change: OrderChange,
    ids: any IDGenerator
  ) throws -> (order: Order, outcome: PaymentOutcome) {
    guard let index = order.paymentAttempts.firstIndex(where: { $0.id == attemptID }) else {
      throw PaymentError.chargeNotFound(attemptID)
    }
    switch order.receipt(of: cents, for: order.paymentAttempts[index]) {
    case .duplicate: return (previous, .duplicate)
    case .refundDue(let reason):
      return try putAside(index, cents, as: .refundDue, because: reason, of: order, over: previous, change, ids: ids)
    case .mismatched:
      return try putAside(
        index, cents, as: .mismatched, because: "\(cents) cents arrived in place of \(order.totalCents).", of: order,
        over: previous, change, ids: ids)
    case .accepted(let step):
      do {
        return try tx.savepoint {
          var paid = order
          paid.accept(index, cents, step: step, change)
          try commit(paid, over: previous, step, change, ids: ids)
          return (paid, .confirmed)
        }
      } catch let error where Self.isOutOfStock(error) {
        return try putAside(
          index, cents, as: .refundDue, because: "The products ran out before the payment came.",
          step: OrderTransitions.step(from: order.status, to: .cancelled), of: order, over: previous, change, ids: ids)
      }
    }
  }

  private static func isOutOfStock(_ error: any Error) -> Bool {
    if case .insufficientStock? = error as? OrderError { return true }
    if case .putBack? = error as? StockError { return true }
    return false
  }

  private func putAside(
    _ index: Int, _ cents: Int64, as status: PaymentAttempt.Status, because reason: String,
    step: OrderTransitions.Step? = nil, of order: Order, over previous: Order, _ change: OrderChange,
    ids: any IDGenerator
  ) throws -> (order: Order, outcome: PaymentOutcome) {
    var order = order
    order.putAside(index, cents, as: status, because: reason, step: step, change)
    try commit(order, over: previous, step, change, ids: ids)
    return (order, status == .mismatched ? .mismatched : .refundDue)
  }

  /// Ends an attempt that nobody paid, and an order that has nothing else to be paid by.
  func expire(
    _ attemptID: String, of orderID: String, _ change: OrderChange, ids: any IDGenerator
  ) throws -> (order: Order, outcome: PaymentOutcome) {
    let order = try requireOrder(orderID)
    guard let index = order.paymentAttempts.firstIndex(where: { $0.id == attemptID && $0.status == .pending }) else {
      return (order, .duplicate)
    }
    var ended = order
    let step = ended.expire(index, change)
    try commit(ended, over: order, step, change, ids: ids)
    return (ended, .expired)
  }

  /// Takes in that a charge's money has gone back to its payer; a second time changes nothing, and neither does
  /// a payment that is reported afterwards.
  func refund(
    _ attemptID: String, of orderID: String, _ change: OrderChange, ids: any IDGenerator
  ) throws -> (order: Order, outcome: PaymentOutcome) {
    let order = try requireOrder(orderID)
    guard let index = order.paymentAttempts.firstIndex(where: { $0.id == attemptID }) else {
      throw PaymentError.chargeNotFound(attemptID)
    }
    guard order.paymentAttempts[index].status != .refunded else { return (order, .duplicate) }
    var refunded = order
    let step = refunded.refund(index, change)
    try commit(refunded, over: order, step, change, ids: ids)
    return (refunded, .refunded)
  }

  /// Attaches a buyer's proof of payment.
  func attach(
    _ proof: PaymentProof, to orderID: String, version: Int64?, _ change: OrderChange, ids: any IDGenerator
  ) throws -> Order {
    let order = try requireOrder(orderID, version: version)
    var proven = order
    let step = try proven.attach(proof, change)
    try commit(proven, over: order, step, change, ids: ids)
    return proven
  }

  /// Writes down an attempt that a caller logs, or what became of one.
  /// - Throws: ``PaymentError/settled(_:)``, ``PaymentError/alreadyRecorded(_:)``, ``OrderError``.
  func record(_ recorded: RecordedAttempt, _ change: OrderChange, ids: any IDGenerator) throws -> Order {
    let previous = try requireOrder(recorded.orderID, version: recorded.expectedVersion)
    var order = previous
    let index = try place(recorded, in: &order, at: change.at, ids: ids)
    let attempt = order.paymentAttempts[index]
    let isNew = order.paymentAttempts.count > previous.paymentAttempts.count
    switch (recorded.outcome, attempt.status) {
    case (.succeeded, _):
      let cents = recorded.amountCents ?? order.totalCents
      return try receive(cents, for: attempt.id, of: order, over: previous, change, ids: ids).order
    case (.pending, .pending) where !isNew, (.failed, .failed), (.refunded, .refunded):
      if order == previous { return previous }
    case (.pending, .pending): break
    case (.failed, .pending): order.update(index, to: .failed, error: recorded.error, at: change.at)
    case (.refunded, let status) where status.needsAttention:
      return try refund(attempt.id, of: order.id, change, ids: ids).order
    default: throw PaymentError.settled(attempt.status)
    }
    order.note(.paymentRecorded, change)
    try commit(order, over: previous, nil, change, ids: ids)
    return order
  }

  /// The attempt that a caller means: the one with its external id, else an open one of its provider, else a
  /// new one.
  private func place(
    _ recorded: RecordedAttempt, in order: inout Order, at now: Timestamp, ids: any IDGenerator
  ) throws -> Int {
    let provider =
      recorded.provider ?? order.paymentAttempts.last { $0.status == .pending }?.provider
      ?? order.paymentAttempts.last?.provider ?? order.paymentMethod.usualProvider
    if let externalID = recorded.externalID, let known = try payment(externalID: externalID, provider: provider) {
      guard known.orderID == order.id, let index = order.paymentAttempts.firstIndex(where: { $0.id == known.attemptID })
      else { throw PaymentError.alreadyRecorded(externalID) }
      return index
    }
    let open = order.paymentAttempts.lastIndex { attempt in
      attempt.provider == provider && (recorded.externalID == nil || attempt.externalID == nil)
        && (recorded.outcome == .refunded ? attempt.status.needsAttention : attempt.status == .pending)
    }
    if let open {
      order.paymentAttempts[open].externalID = recorded.externalID ?? order.paymentAttempts[open].externalID
      return open
    }
    order.paymentAttempts.append(
      PaymentAttempt(
        id: ids.next(), provider: provider, amountCents: recorded.amountCents ?? order.totalCents,
        externalID: recorded.externalID, createdAt: now))
    return order.paymentAttempts.count - 1
  }
}
