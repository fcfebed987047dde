import Storage

/// Money went back, by a refund or a dispute: it is booked, and what it had paid for is taken back, down to what is
/// still paid for.
struct PaymentReturned: StripeEventHandler {
  let types: Set<String> = [
    "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
  ]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    if event.type == "charge.refunded" {
      let charge = try event.object(as: StripeCharge.self)
      guard let intent = charge.paymentIntent?.id else { return }
      try tenant.note(
        PaymentReturn(
          reference: PaymentReturn.charge, amount: charge.amountRefunded, isFinal: false, toldAt: event.created),
        ofIntent: intent, at: now)
    } else if event.type.hasPrefix("charge.dispute.") {
      let dispute = try event.object(as: StripeDispute.self)
      guard let intent = dispute.paymentIntent?.id else { return }
      try tenant.note(dispute.asReturn(toldAt: event.created), ofIntent: intent, at: now)
    } else {
      let refund = try event.object(as: StripeRefund.self)
      guard let intent = refund.paymentIntent?.id else { return }
      let isGone = ["failed", "canceled"].contains(refund.status)
      try tenant.note(
        PaymentReturn(
          reference: refund.id, amount: isGone ? 0 : refund.amount, isFinal: isGone, toldAt: event.created),
        ofIntent: intent, at: now)
    }
  }
}

extension StripeDispute {
  /// What is gone by it. An inquiry takes nothing, and what was won comes back.
  fileprivate func asReturn(toldAt: Int64) -> PaymentReturn {
    let isKept = ["won", "prevented"].contains(status) || status.hasPrefix("warning_")
    return PaymentReturn(
      reference: id, amount: isKept ? 0 : amount,
      isFinal: ["won", "lost", "prevented", "warning_closed"].contains(status),
      toldAt: toldAt)
  }
}
