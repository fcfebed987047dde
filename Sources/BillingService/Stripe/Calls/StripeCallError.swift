import Runtime

/// What is wrong with how a stored call is asked for.
enum StripeCallError: DomainError, Equatable {
  /// The key stands for another request.
  case keyReused(String)

  var serviceError: ServiceError {
    switch self {
    case .keyReused(let key):
      ServiceError(
        .aborted, "IDEMPOTENCY_KEY_REUSED", "This was asked for before, with other values.", metadata: ["key": key])
    }
  }
}
