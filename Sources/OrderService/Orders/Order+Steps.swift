import Runtime
import Storage

extension Order {
  /// Appends the event of a change, which raises the version.
  mutating func note(_ kind: OrderEvent.Kind, _ change: OrderChange, to target: OrderStatus? = nil) {
    let target = target ?? status
    events.append(
      OrderEvent(
        id: change.eventID, kind: kind, fromStatus: status, toStatus: target, actorUserID: change.actorUserID,
        reason: change.reason, createdAt: change.at))
    status = target
    version += 1
    updatedAt = change.at
  }

  /// Takes a step, with what it means for payments.
  /// - Parameter attemptID: names the attempt of a payment that nobody announced.
  mutating func take(
    _ step: OrderTransitions.Step, as kind: OrderEvent.Kind = .statusChanged, _ change: OrderChange, attemptID: String
  ) {
    for effect in step.effects {
      switch effect {
      case .settlePix where paymentMethod == .pix: settle(change, attemptID: attemptID)
      case .settleCash where paymentMethod == .cod: settle(change, attemptID: attemptID)
      case .failPayments: updateAttempts(in: .pending, to: .failed, error: nil, at: change.at)
      case .refundPayments:
        updateAttempts(in: .succeeded, to: .refundDue, error: "The order was cancelled.", at: change.at)
      case .settlePix, .settleCash, .keepStock, .takeStock, .putBackStock: break
      }
    }
    note(kind, change, to: step.to)
  }

  /// Makes the newest open attempt the one that succeeded, unless there is one that did.
  private mutating func settle(_ change: OrderChange, attemptID: String) {
    guard !isPaid else { return }
    if let index = paymentAttempts.lastIndex(where: { $0.status == .pending }) {
      update(index, to: .succeeded, error: nil, at: change.at)
    } else {
      paymentAttempts.append(
        PaymentAttempt(
          id: attemptID, provider: paymentMethod.usualProvider, status: .succeeded, amountCents: totalCents,
          createdAt: change.at))
    }
    updateAttempts(in: .pending, to: .failed, error: "The order was paid otherwise.", at: change.at)
  }

  /// Whether the order has its money.
  var isPaid: Bool { paymentAttempts.contains { $0.status == .succeeded } }

  /// Ends every attempt in one status.
  mutating func updateAttempts(
    in old: PaymentAttempt.Status, to new: PaymentAttempt.Status, error: String?, at now: Timestamp
  ) {
    for index in paymentAttempts.indices where paymentAttempts[index].status == old {
      update(index, to: new, error: error, at: now)
    }
  }

  /// Ends one attempt.
  mutating func update(_ index: Int, to status: PaymentAttempt.Status, error: String?, at now: Timestamp) {
    paymentAttempts[index].status = status
    paymentAttempts[index].error = error
    paymentAttempts[index].updatedAt = now
    paymentAttempts[index].expiresAt = status == .succeeded ? nil : paymentAttempts[index].expiresAt
    if ![.failed, .expired].contains(status) { paymentAttempts[index].nextCheckAt = nil }
  }
}
