import Runtime

/// Everything this service refuses, and how it says so.
enum BillingError: DomainError, Equatable {
  case quotaExceeded(Subject.Kind, Quota, planSlug: String)
  case reservationNotFound(String)
  case planNotFound(String)

  var serviceError: ServiceError {
    switch self {
    case .quotaExceeded(.organization, let quota, let planSlug):
      ServiceError(
        .resourceExhausted, "QUOTA_EXCEEDED", "The tokens of this month are used up.",
        metadata: Self.metadata(quota, planSlug))
    case .quotaExceeded(.user, let quota, let planSlug):
      // chat-saas documents 402 "Insufficient credits".
      ServiceError(
        .resourceExhausted, "INSUFFICIENT_CREDITS", "Insufficient credits", metadata: Self.metadata(quota, planSlug),
        httpStatus: 402)
    case .reservationNotFound(let id):
      ServiceError(
        .notFound, "RESERVATION_NOT_FOUND", "There is no such reservation.", metadata: ["reservation_id": id])
    case .planNotFound(let slug):
      ServiceError(.notFound, "PLAN_NOT_FOUND", "There is no such plan.", metadata: ["slug": slug])
    }
  }

  private static func metadata(_ quota: Quota, _ planSlug: String) -> [String: String] {
    [
      "used": String(quota.used), "included": String(quota.included), "reserved": String(quota.reserved),
      "topup_remaining": String(quota.topupRemaining), "plan": planSlug,
    ]
  }
}
