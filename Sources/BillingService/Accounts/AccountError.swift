import Runtime

/// What the dashboard's accounts refuse.
enum AccountError: DomainError, Equatable {
  /// Stripe decides about the plan of who pays there.
  case subscriptionExists(id: String)

  var serviceError: ServiceError {
    switch self {
    case .subscriptionExists(let id):
      ServiceError(
        .failedPrecondition, "SUBSCRIPTION_EXISTS", "There is a live subscription at Stripe, which decides.",
        metadata: ["subscription_id": id])
    }
  }
}
