import Runtime

/// What a failed request means for whoever asked for it. Stripe's own words are for developers, and stay here.
extension StripeFailure: DomainError {
  var serviceError: ServiceError {
    switch self {
    case .notConfigured:
      ServiceError(.unavailable, "STRIPE_NOT_CONFIGURED", "Payments are not set up.")
    case .refused(let refusal) where refusal.isDecline:
      ServiceError(
        .failedPrecondition, "PAYMENT_DECLINED", "The payment was declined.",
        metadata: Self.metadata(refusal), httpStatus: 402)
    case .refused(let refusal):
      ServiceError(
        .failedPrecondition, "STRIPE_REFUSED", "The payment provider refused this.", metadata: Self.metadata(refusal),
        httpStatus: 409)
    case .keyInvalid, .unreadable:
      ServiceError(.unavailable, "STRIPE_UNAVAILABLE", "The payment provider can't be used now.")
    case .busy, .unknown:
      ServiceError(
        .unavailable, "STRIPE_UNAVAILABLE", "The payment provider does not answer now.", retryAfter: .seconds(5))
    }
  }

  private static func metadata(_ refusal: StripeRefusal) -> [String: String] {
    var metadata: [String: String] = [:]
    metadata["stripe_code"] = refusal.code
    metadata["decline_code"] = refusal.declineCode
    metadata["parameter"] = refusal.parameter
    return metadata
  }
}
