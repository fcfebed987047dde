import Runtime

/// What top-ups are refused for.
enum TopupError: DomainError, Equatable {
  /// The plan sells no tokens.
  case notOffered(planSlug: String)
  case declined(code: String?)

  var serviceError: ServiceError {
    switch self {
    case .notOffered(let slug):
      ServiceError(
        .failedPrecondition, "TOPUP_NOT_OFFERED", "The plan sells no tokens.", metadata: ["plan": slug])
    case .declined(let code):
      ServiceError(
        .failedPrecondition, "PAYMENT_DECLINED", "The card was declined.",
        metadata: code.map { ["decline_code": $0] } ?? [:], httpStatus: 402)
    }
  }
}
