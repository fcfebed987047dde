import Runtime

/// Why a guess is not even looked at.
enum LockoutError: DomainError, Equatable {
  /// Too many failures; the time until the next guess counts.
  case locked(Duration)

  var serviceError: ServiceError {
    switch self {
    case .locked(let wait):
      ServiceError(
        .resourceExhausted, "ACCOUNT_LOCKED", "Too many failed attempts; try again later", retryAfter: wait)
    }
  }
}
