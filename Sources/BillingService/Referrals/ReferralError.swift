import Runtime

/// What referral codes are refused for.
enum ReferralError: DomainError, Equatable {
  case codeNotFound(String)
  case codeTaken(String)
  case tooManyCodes
  /// It does not exist, has ended, or is the payer's own; which one, a payer is not told.
  case invalidReferrer

  var serviceError: ServiceError {
    switch self {
    case .codeNotFound(let code):
      ServiceError(
        .notFound, "REFERRAL_CODE_NOT_FOUND", "There is no such referral code.", metadata: ["code": code])
    case .codeTaken(let code):
      ServiceError(.alreadyExists, "CODE_TAKEN", "There is such a code already.", metadata: ["code": code])
    case .tooManyCodes:
      ServiceError(
        .failedPrecondition, "TOO_MANY_CODES",
        "A user has at most \(ReferralCode.maximumActive) codes that have not ended.", httpStatus: 409)
    case .invalidReferrer:
      ServiceError(
        .invalidArgument, "INVALID_REFERRER", "This referral code can't be used.",
        violations: [FieldViolation("referrer", "is not a referral code that can be used", type: "value_error")])
    }
  }
}
