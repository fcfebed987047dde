import Outbound
import Runtime

/// What is refused about keeping stock in step with an ERP.
enum StockSyncError: DomainError, Equatable {
  /// A header is not there, or is not what it should be.
  case signatureMissing
  /// No secret of the store has signed this; nor is there any for a store that does not exist.
  case signatureInvalid
  case timestampOutOfTolerance
  case inboundDisabled
  case outboundNotConfigured
  /// Outbound can't be switched on without a place to post to.
  case outboundURLMissing
  case outboundURLRefused(Destinations.Refusal)

  var serviceError: ServiceError {
    switch self {
    case .signatureMissing:
      ServiceError(
        .unauthenticated, "SIGNATURE_MISSING",
        "The headers webhook-id, webhook-timestamp (Unix seconds) and webhook-signature are required.")
    case .signatureInvalid:
      ServiceError(.unauthenticated, "SIGNATURE_INVALID", "The signature does not fit this message.")
    case .timestampOutOfTolerance:
      ServiceError(
        .unauthenticated, "TIMESTAMP_OUT_OF_TOLERANCE",
        "The webhook-timestamp is more than \(SignedWebhook.tolerance / 60) minutes off.")
    case .inboundDisabled:
      ServiceError(.permissionDenied, "INBOUND_DISABLED", "The store takes no stock from its ERP.")
    case .outboundNotConfigured:
      ServiceError(.failedPrecondition, "OUTBOUND_NOT_CONFIGURED", "The store has no outbound_url.")
    case .outboundURLMissing:
      ServiceError(
        .invalidArgument, "VALIDATION_FAILED", "outbound_url: is required while outbound is enabled",
        violations: [FieldViolation("outbound_url", "is required while outbound is enabled", type: "missing")])
    case .outboundURLRefused(let refusal):
      ServiceError(
        .invalidArgument, "URL_NOT_ALLOWED", "outbound_url: \(refusal.message)",
        violations: [FieldViolation("outbound_url", refusal.message, type: "url_not_allowed")])
    }
  }
}
