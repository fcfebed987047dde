import Runtime

/// What the catalogue refuses.
enum PlanError: DomainError, Equatable {
  case notFound(id: String)
  case slugTaken(String)
  /// Only an operator changes the global catalogue.
  case isGlobal(slug: String)
  /// Somebody without a subscription would have no plan.
  case isDefault
  /// A price at Stripe is not the plan's: what differs.
  case priceMismatch(field: String, String)
  case stripeObjectNotFound(field: String, String)

  var serviceError: ServiceError {
    switch self {
    case .notFound(let id):
      ServiceError(.notFound, "PLAN_NOT_FOUND", "There is no such plan.", metadata: ["plan_id": id])
    case .slugTaken(let slug):
      ServiceError(
        .alreadyExists, "SLUG_TAKEN", "There is a plan with this slug already.", metadata: ["slug": slug])
    case .isGlobal(let slug):
      ServiceError(
        .failedPrecondition, "PLAN_IS_GLOBAL",
        "A global plan can't be changed. Make one of your own with its slug instead.", metadata: ["slug": slug])
    case .isDefault:
      ServiceError(
        .failedPrecondition, "PLAN_IS_DEFAULT", "The plan of those without a subscription is always offered.")
    case .priceMismatch(let field, let why):
      ServiceError(
        .invalidArgument, "STRIPE_PRICE_MISMATCH", "The price at Stripe is not the plan's: \(why).",
        violations: [FieldViolation(field, why, type: "value_error")], httpStatus: 422)
    case .stripeObjectNotFound(let field, let id):
      ServiceError(
        .invalidArgument, "STRIPE_OBJECT_NOT_FOUND", "The account at Stripe does not have this object.",
        metadata: ["id": id],
        violations: [FieldViolation(field, "does not exist at Stripe", type: "value_error")], httpStatus: 422)
    }
  }
}
