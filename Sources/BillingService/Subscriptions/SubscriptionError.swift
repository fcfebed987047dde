import Runtime

/// What subscriptions refuse.
enum SubscriptionError: DomainError, Equatable {
  case notFound
  case notOwner
  case organizationRequired
  case userMismatch
  case planInactive(slug: String)
  /// The plan is not sold so.
  case priceNotFound(slug: String)
  case planIsFree(slug: String)
  case exists(id: String)
  case ended
  case notCancelled
  case paymentMethodRequired
  /// Stripe's code: "card_declined", "insufficient_funds", …
  case paymentDeclined(code: String?)

  var serviceError: ServiceError {
    switch self {
    case .notFound: ServiceError(.notFound, "SUBSCRIPTION_NOT_FOUND", "There is no such subscription.")
    case .notOwner:
      ServiceError(.permissionDenied, "NOT_SUBSCRIPTION_OWNER", "The subscription belongs to somebody else.")
    case .organizationRequired:
      ServiceError(
        .invalidArgument, "ORGANIZATION_REQUIRED", "Name the organization: the user belongs to several.",
        violations: [FieldViolation("organization_id", "is required: the user belongs to several", type: "missing")])
    case .userMismatch:
      ServiceError(.permissionDenied, "USER_MISMATCH", "This is open to the user itself only.")
    case .planInactive(let slug):
      ServiceError(.failedPrecondition, "PLAN_INACTIVE", "The plan is not offered.", metadata: ["plan": slug])
    case .priceNotFound(let slug):
      ServiceError(
        .failedPrecondition, "PRICE_NOT_FOUND", "The plan is not sold in this currency and billing cycle.",
        metadata: ["plan": slug])
    case .planIsFree(let slug):
      ServiceError(.failedPrecondition, "PLAN_IS_FREE", "The plan needs no payment.", metadata: ["plan": slug])
    case .exists(let id):
      ServiceError(
        .alreadyExists, "SUBSCRIPTION_EXISTS", "There is a paid subscription already.",
        metadata: ["subscription_id": id])
    case .ended: ServiceError(.failedPrecondition, "SUBSCRIPTION_ENDED", "The subscription has ended.")
    case .notCancelled:
      ServiceError(.failedPrecondition, "SUBSCRIPTION_NOT_CANCELLED", "There is no cancellation to take back.")
    case .paymentMethodRequired:
      ServiceError(
        .failedPrecondition, "PAYMENT_METHOD_REQUIRED", "There is no card to pay with.", httpStatus: 402)
    case .paymentDeclined(let code):
      ServiceError(
        .failedPrecondition, "PAYMENT_DECLINED", "The card was declined.",
        metadata: code.map { ["decline_code": $0] } ?? [:], httpStatus: 402)
    }
  }
}
