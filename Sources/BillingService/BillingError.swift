import Runtime

/// Everything this service refuses, and how it says so.
enum BillingError: DomainError, Equatable {
  case quotaExceeded(Subject.Kind, Quota, planSlug: String)
  case reservationNotFound(String)
  case planNotFound(String)
  /// A limit of the organization or of one of its users.
  case limitReached(Subject.Kind, UsageLimit)
  /// The tenant lets no model be called whose price is not known.
  case priceUnknown(model: String)
  case holdKeyReused(String)
  case workerNotFound(String)

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
    case .limitReached(let kind, let limit):
      ServiceError(
        .resourceExhausted, "USAGE_LIMIT_EXCEEDED",
        "\(kind == .user ? "Your" : "The") limit of \(limit.kind.rawValue) for this period is reached.",
        metadata: [
          "limit": limit.kind.rawValue, "current": String(limit.used), "max": String(limit.maximum),
        ], httpStatus: 402)
    case .priceUnknown(let model):
      ServiceError(
        .failedPrecondition, "PRICE_UNKNOWN", "The price of this model is not known.",
        metadata: ["model": model])
    case .workerNotFound(let name):
      ServiceError(.notFound, "WORKER_NOT_FOUND", "There is no worker named \(name).", metadata: ["name": name])
    case .holdKeyReused(let key):
      ServiceError(
        .aborted, "IDEMPOTENCY_KEY_REUSED", "This was asked for before, with other values.", metadata: ["key": key])
    }
  }

  private static func metadata(_ quota: Quota, _ planSlug: String) -> [String: String] {
    [
      "used": String(quota.used), "included": String(quota.included), "reserved": String(quota.reserved),
      "topup_remaining": String(quota.topupRemaining), "plan": planSlug,
    ]
  }
}
