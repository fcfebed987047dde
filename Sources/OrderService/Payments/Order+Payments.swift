import Runtime
import Storage

extension Order {
  /// How soon after a charge is made its provider is asked what became of it.
  static let firstCheck = Duration.seconds(120)

  /// What money means for the order.
  enum Receipt: Equatable {
    case duplicate
    case refundDue(String)
    case mismatched
    /// The order's money, with the step that it means, if any.
    case accepted(OrderTransitions.Step?)
  }

  /// What an amount that arrived for one of the order's attempts means.
  func receipt(of cents: Int64, for attempt: PaymentAttempt) -> Receipt {
    switch attempt.status {
    case .succeeded, .mismatched, .refundDue, .refunded: return .duplicate
    case .pending, .failed, .expired: break
    }
    if status == .cancelled { return .refundDue("The order was cancelled before the payment came.") }
    if isPaid { return .refundDue("The order was paid before.") }
    if cents != totalCents { return .mismatched }
    let step = OrderTransitions.step(from: status, to: .confirmed)
    return .accepted(step?.who.contains(.payments) == true ? step : nil)
  }

  /// Takes the money of an attempt as the order's own.
  mutating func accept(_ index: Int, _ cents: Int64, step: OrderTransitions.Step?, _ change: OrderChange) {
    let id = paymentAttempts[index].id
    paymentAttempts[index].receivedCents = cents
    update(index, to: .succeeded, error: nil, at: change.at)
    if let step {
      take(step, change, attemptID: id)
    } else {
      note(.paymentRecorded, change)
    }
    updateAttempts(in: .pending, to: .failed, error: "The order was paid otherwise.", at: change.at)
  }

  /// Puts money aside that is not the order's.
  /// - Parameter step: where the order goes with it, if anywhere.
  mutating func putAside(
    _ index: Int, _ cents: Int64, as status: PaymentAttempt.Status, because reason: String,
    step: OrderTransitions.Step? = nil, _ change: OrderChange
  ) {
    var change = change
    change.reason = reason
    let id = paymentAttempts[index].id
    paymentAttempts[index].receivedCents = cents
    update(index, to: status, error: reason, at: change.at)
    let kind = status == .mismatched ? OrderEvent.Kind.paymentMismatched : .refundDue
    if let step {
      take(step, as: kind, change, attemptID: id)
    } else {
      note(kind, change)
    }
  }

  /// Ends a charge that nobody paid, and with it an order that has nothing else to be paid by.
  /// - Returns: the step that the order takes, if any.
  mutating func expire(_ index: Int, _ change: OrderChange) -> OrderTransitions.Step? {
    let id = paymentAttempts[index].id
    update(index, to: .expired, error: nil, at: change.at)
    let hasAnother = paymentAttempts.contains { $0.status == .pending }
    if status == .awaitingPayment, !hasAnother, let step = OrderTransitions.step(from: status, to: .cancelled) {
      take(step, as: .paymentExpired, change, attemptID: id)
      return step
    }
    note(.paymentExpired, change)
    return nil
  }

  /// Takes in that a charge's money has gone back to its payer, whatever was known about it: a payment that was
  /// due back is settled, one that had succeeded pays for nothing any more, and one that nobody has reported yet
  /// never will. An order that is under way stays where it is, for people to decide; one that waits for nothing
  /// else to be paid by is called off.
  /// - Returns: the step that the order takes, if any.
  mutating func refund(_ index: Int, _ change: OrderChange) -> OrderTransitions.Step? {
    let id = paymentAttempts[index].id
    update(index, to: .refunded, error: paymentAttempts[index].error, at: change.at)
    if status == .awaitingPayment, !paymentAttempts.contains(where: { $0.status == .pending }),
      let step = OrderTransitions.step(from: status, to: .cancelled)
    {
      take(step, as: .refunded, change, attemptID: id)
      return step
    }
    note(.refunded, change)
    return nil
  }

  /// Attaches a proof of payment, which moves an order on that awaits payment.
  /// - Throws: ``PaymentError/notAPixOrder(_:)``, ``OrderError/illegalTransition(from:to:allowed:)``.
  mutating func attach(_ proof: PaymentProof, _ change: OrderChange) throws -> OrderTransitions.Step? {
    guard paymentMethod == .pix else { throw PaymentError.notAPixOrder(id) }
    var step: OrderTransitions.Step?
    if status != .awaitingProof {
      step = try OrderTransitions.decide(from: status, to: .awaitingProof, expected: nil, by: .member)
    }
    proofs.append(proof)
    // People look at it now: the clock no longer decides.
    for index in paymentAttempts.indices where paymentAttempts[index].provider == .manualPix {
      paymentAttempts[index].expiresAt = nil
    }
    note(.proofAttached, change, to: .awaitingProof)
    return step
  }

  /// Whether AbacatePay has still to make the charge that the order is paid by.
  var awaitsCharge: Bool {
    paymentAttempts.contains { $0.provider == .abacatePay && $0.status == .pending && $0.externalID == nil }
  }

  /// Whether a charge can be made for the order.
  var isPayable: Bool { paymentMethod == .pix && (status == .pending || status == .awaitingPayment) }

  /// Gives the order a charge in place of what else it could be paid by. One that comes too late is only
  /// remembered, so that money for it finds the order.
  /// - Returns: the step that the order takes, if any.
  mutating func open(
    _ charge: PixCharge, _ change: OrderChange, attemptID: String
  ) -> OrderTransitions.Step? {
    let isPayable = isPayable
    if let id = charge.id {
      let index = attempt(for: id, attemptID: attemptID, at: change.at)
      paymentAttempts[index].externalID = id
      paymentAttempts[index].expiresAt = charge.expiresAt
      paymentAttempts[index].nextCheckAt = change.at.adding(Self.firstCheck)
      paymentAttempts[index].updatedAt = change.at
      if !isPayable {
        update(index, to: .failed, error: "The charge came too late.", at: change.at)
      } else {
        let error = "Replaced by the charge \(id)."
        for other in paymentAttempts.indices where other != index && paymentAttempts[other].status == .pending {
          update(other, to: .failed, error: error, at: change.at)
        }
      }
    }
    guard isPayable else {
      note(.chargeCreated, change)
      return nil
    }
    pixCopyPaste = charge.code ?? pixCopyPaste
    paymentLinkURL = charge.linkURL ?? paymentLinkURL
    let step = status == .pending ? OrderTransitions.step(from: status, to: .awaitingPayment) : nil
    note(.chargeCreated, change, to: .awaitingPayment)
    return step
  }

  /// The AbacatePay attempt that waits for its charge, or a new one.
  private mutating func attempt(for charge: String, attemptID: String, at now: Timestamp) -> Int {
    let waiting = paymentAttempts.firstIndex { attempt in
      attempt.provider == .abacatePay
        && (attempt.externalID == charge
          || attempt.externalID == nil && (attempt.status == .pending || !isPayable))
    }
    if let waiting { return waiting }
    paymentAttempts.append(
      PaymentAttempt(id: attemptID, provider: .abacatePay, amountCents: totalCents, createdAt: now))
    return paymentAttempts.count - 1
  }
}
