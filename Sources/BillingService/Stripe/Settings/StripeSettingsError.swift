import Runtime

/// Why a tenant's account at Stripe can't be set so.
enum StripeSettingsError: DomainError, Equatable {
  /// Stripe does not take the key.
  case keyRefused
  /// The tenant's customers are in another account, or of the other mode.
  case accountMismatch
  case tooManySecrets
  case secretNotFound(String)

  var serviceError: ServiceError {
    switch self {
    case .keyRefused:
      ServiceError(.invalidArgument, "STRIPE_KEY_REFUSED", "Stripe does not take this key.", httpStatus: 422)
    case .accountMismatch:
      ServiceError(
        .failedPrecondition, "STRIPE_ACCOUNT_MISMATCH",
        "There are customers in another account at Stripe, or of the other mode.", httpStatus: 409)
    case .tooManySecrets:
      ServiceError(
        .failedPrecondition, "TOO_MANY_SECRETS",
        "At most \(StripeWebhookSecret.maximumCount) webhook secrets count at a time.", httpStatus: 409)
    case .secretNotFound(let id):
      ServiceError(
        .notFound, "WEBHOOK_SECRET_NOT_FOUND", "There is no such webhook secret.", metadata: ["id": id])
    }
  }
}
