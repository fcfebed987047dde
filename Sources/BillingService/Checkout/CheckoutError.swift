import Runtime

/// What checkout pages are refused for.
enum CheckoutError: DomainError, Equatable {
  case invalidPlan(String)
  case invalidCurrency(String)
  case invalidInterval(String)
  /// Stripe refuses the page or does not answer, as ai-task documents it.
  case paymentFailed

  var serviceError: ServiceError {
    switch self {
    case .invalidPlan(let slug):
      ServiceError(
        .invalidArgument, "INVALID_PLAN", "This plan is not offered.", metadata: ["plan": slug],
        violations: [FieldViolation("plan", "is not a plan that is offered", type: "value_error")], httpStatus: 400)
    case .invalidCurrency(let code):
      ServiceError(
        .invalidArgument, "INVALID_CURRENCY", "The plan is not sold in this currency.", metadata: ["currency": code],
        violations: [FieldViolation("currency", "is not one that the plan is sold in", type: "value_error")],
        httpStatus: 400)
    case .invalidInterval(let interval):
      ServiceError(
        .invalidArgument, "INVALID_INTERVAL", "The plan is not sold by this interval.",
        metadata: ["interval": interval],
        violations: [FieldViolation("interval", "is not one that the plan is sold by", type: "value_error")],
        httpStatus: 400)
    case .paymentFailed:
      ServiceError(.internalError, "PAYMENT_FAILED", "Payment processing error", httpStatus: 500)
    }
  }
}
