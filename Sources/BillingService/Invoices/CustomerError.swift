import Runtime

/// What is refused about customers at Stripe.
enum CustomerError: DomainError, Equatable {
  /// Not the caller's; whether there is one, a stranger is not told.
  case forbidden
  /// The caller has never paid.
  case notFound
  /// The caller is several customers.
  case ambiguous

  var serviceError: ServiceError {
    switch self {
    case .forbidden:
      ServiceError(.permissionDenied, "CUSTOMER_FORBIDDEN", "This customer is not yours.")
    case .notFound:
      ServiceError(.notFound, "CUSTOMER_NOT_FOUND", "There is no customer to look after yet.")
    case .ambiguous:
      ServiceError(
        .invalidArgument, "VALIDATION_FAILED", "customerId: Field required",
        violations: [FieldViolation("customer_id", "is required: there are several customers", type: "missing")])
    }
  }
}
