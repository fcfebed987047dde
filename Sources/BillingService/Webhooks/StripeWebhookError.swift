import Runtime

/// Why a webhook is not believed.
enum StripeWebhookError: DomainError, Equatable {
  case signatureMissing
  case signatureInvalid
  case timestampOutOfTolerance
  /// Signed, and not an event of this account.
  case eventInvalid(String)
  case livemodeMismatch

  var serviceError: ServiceError {
    switch self {
    case .signatureMissing:
      ServiceError(.invalidArgument, "SIGNATURE_MISSING", "The header Stripe-Signature is missing or has another form.")
    case .signatureInvalid:
      ServiceError(.invalidArgument, "SIGNATURE_INVALID", "The signature is not valid.")
    case .timestampOutOfTolerance:
      ServiceError(
        .invalidArgument, "TIMESTAMP_OUT_OF_TOLERANCE", "The signature is more than 300 seconds old, or ahead.")
    case .eventInvalid(let why):
      ServiceError(.invalidArgument, "EVENT_INVALID", "The body is not an event: \(why).")
    case .livemodeMismatch:
      ServiceError(
        .invalidArgument, "LIVEMODE_MISMATCH", "The event is of another mode than the secret key.")
    }
  }

  init(_ failure: StripeSignature.Failure) {
    switch failure {
    case .missing: self = .signatureMissing
    case .outOfTolerance: self = .timestampOutOfTolerance
    case .invalid: self = .signatureInvalid
    }
  }
}
