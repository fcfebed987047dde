import Runtime

/// What this service refuses about payments, and how it says so.
enum PaymentError: DomainError, Equatable {
  /// The store does not take what the buyer wants to pay with.
  case methodDisabled(PaymentMethod)
  case notAPixOrder(String)
  /// The order waits for no payment.
  case notPayable(OrderStatus)
  /// The order has another charge.
  case chargeExists(String)
  /// Another call is making the charge.
  case chargeInProgress
  /// The charge id belongs to another order.
  case alreadyRecorded(String)
  case amountMismatch(expected: Int64, given: Int64)
  /// The attempt's outcome can't change that way any more.
  case settled(PaymentAttempt.Status)
  /// No order has the charge.
  case chargeNotFound(String)
  case notConfigured
  /// AbacatePay does not answer, or refuses.
  case unavailable(String)

  var serviceError: ServiceError {
    switch self {
    case .methodDisabled(let method):
      ServiceError(
        .failedPrecondition, "PAYMENT_METHOD_DISABLED", "The store does not take \(method.rawValue).",
        metadata: ["payment_method": method.rawValue])
    case .notAPixOrder(let id):
      ServiceError(
        .failedPrecondition, "NOT_A_PIX_ORDER", "The order is not paid by PIX.", metadata: ["order_id": id])
    case .notPayable(let status):
      ServiceError(
        .failedPrecondition, "ORDER_NOT_PAYABLE", "An order that is \(status.rawValue) waits for no payment.",
        metadata: ["status": status.rawValue])
    case .chargeExists(let id):
      ServiceError(
        .failedPrecondition, "CHARGE_EXISTS", "The order has the charge \(id).", metadata: ["external_id": id])
    case .chargeInProgress:
      ServiceError(
        .unavailable, "CHARGE_IN_PROGRESS", "Another call is making the order's charge.", retryAfter: .seconds(1))
    case .alreadyRecorded(let id):
      ServiceError(
        .alreadyExists, "PAYMENT_ALREADY_RECORDED", "The payment \(id) belongs to another order.",
        metadata: ["external_id": id])
    case .amountMismatch(let expected, let given):
      ServiceError(
        .invalidArgument, "AMOUNT_MISMATCH", "The order's total is \(expected) cents, not \(given).",
        metadata: ["expected": "\(expected)", "given": "\(given)"],
        violations: [FieldViolation("amount_cents", "should be the order's total, \(expected)")])
    case .settled(let status):
      ServiceError(
        .failedPrecondition, "PAYMENT_SETTLED", "The attempt is \(status.rawValue) and stays so.",
        metadata: ["status": status.rawValue])
    case .chargeNotFound(let id):
      ServiceError(.notFound, "CHARGE_NOT_FOUND", "No order has this charge.", metadata: ["external_id": id])
    case .notConfigured:
      ServiceError(.unavailable, "ABACATEPAY_NOT_CONFIGURED", "There is no key for AbacatePay.")
    case .unavailable(let detail):
      ServiceError(
        .unavailable, "ABACATEPAY_UNAVAILABLE", "AbacatePay could not make the charge: \(detail).",
        retryAfter: .seconds(2))
    }
  }
}
