import Runtime
import Storage
import SwiftProtobuf

/// What organizations and their members see of their usage, and what apps consume.
extension UsageStore {
  /// A subject's present period beside what its plan allows.
  func standing(of subject: Subject, tenantID: String, at now: Timestamp) async throws -> UsageStanding {
    try await database.read(tenant: tenantID) { tx in try tx.standing(of: subject, at: now) }
  }

  /// A subject's present period, with how many users have used something.
  func standingWithUsers(
    of subject: Subject, tenantID: String, at now: Timestamp
  ) async throws -> (standing: UsageStanding, activeUsers: Int64) {
    try await database.read(tenant: tenantID) { tx in
      let standing = try tx.standing(of: subject, at: now)
      return (standing, try tx.activeUsers(of: subject, in: standing.period))
    }
  }

  /// A subject's present period, with one user's part of it.
  func standing(
    of subject: Subject, user userID: String, tenantID: String, at now: Timestamp
  ) async throws -> (standing: UsageStanding, user: UsageTotals) {
    try await database.read(tenant: tenantID) { tx in
      let standing = try tx.standing(of: subject, at: now)
      return (standing, try tx.booked(by: subject, user: userID, in: standing.period))
    }
  }

  /// What a user has used of an organization's present period; nil for one who has never used anything there and
  /// is not a member.
  func usage(
    of userID: String, in organizationID: String, isMember: Bool, tenantID: String, at now: Timestamp
  ) async throws -> UserUsage? {
    let subject = Subject(.organization, organizationID)
    return try await database.read(tenant: tenantID) { tx in
      guard try isMember || tx.hasUsed(subject, user: userID) else { return nil }
      let standing = try tx.standing(of: subject, at: now)
      return UserUsage(
        organizationID: organizationID, userID: userID, planID: standing.plan?.id, period: standing.period,
        totals: try tx.booked(by: subject, user: userID, in: standing.period),
        span: try tx.usageSpan(of: subject, user: userID, in: standing.period))
    }
  }

  /// A user's periods in an organization, the latest first.
  func history(
    of userID: String, _ query: UsageHistoryQuery, tenantID: String, at now: Timestamp
  ) async throws -> [UserUsage] {
    let subject = Subject(.organization, query.organizationID)
    return try await database.read(tenant: tenantID) { tx in
      let standing = try tx.standing(of: subject, at: now)
      return try tx.usagePeriods(of: subject, user: userID, limit: query.limit, offset: query.offset).map { found in
        UserUsage(
          organizationID: query.organizationID, userID: userID,
          planID: found.period == standing.period ? standing.plan?.id : nil, period: found.period,
          totals: found.totals, span: try tx.usageSpan(of: subject, user: userID, in: found.period))
      }
    }
  }

  /// What ``consume(_:id:once:at:reply:)`` would say now. Nothing is written.
  func check(_ consumption: Consumption, tenantID: String, at now: Timestamp) async throws -> ConsumptionCheck {
    try await database.read(tenant: tenantID) { tx in
      guard
        let (_, entitlement) = try tx.activePlan(of: consumption.subject, user: consumption.userID, at: now)
      else {
        return ConsumptionCheck(limit: LimitedUsage(current: 0, maximum: 0), refusal: .noActivePlan)
      }
      let decision = try tx.check(consumption.hold, under: entitlement, at: now)
      return ConsumptionCheck(consumption.kind, decision, needsCredits: entitlement.beyond == .refuse)
    }
  }

  /// Whether so much more would be too much, with the limits as they are. Nothing is written.
  func check(
    _ more: AdditionalUsage, tenantID: String, at now: Timestamp
  ) async throws -> (wouldExceed: Bool, standing: UsageStanding) {
    try await database.read(tenant: tenantID) { tx in
      let subject = more.hold.subject
      let standing = try tx.standing(of: subject, at: now)
      guard let (_, entitlement) = try tx.activePlan(of: subject, at: now) else {
        return (more.messages > 0 || more.tokens > 0, standing)
      }
      return (try !tx.check(more.hold, under: entitlement, at: now).isAllowed, standing)
    }
  }

  /// Books a consumption, all of it or nothing, once per key.
  /// - Parameter reply: made of what is used afterwards; kept with the key.
  /// - Throws: ``UsageRefusal`` for what a limit does not leave room for: nothing has been consumed then, and the key
  ///   is free; `IdempotencyConflict` for the same key with another request.
  func consume<Reply: Message>(
    _ consumption: Consumption, id recordID: String, once: Once, at now: Timestamp,
    reply: @escaping @Sendable (UsageStanding) -> Reply
  ) async throws -> Reply {
    do {
      return try await database.writeOnce(once) { tx in
        try tx.consume(consumption, id: recordID, at: now)
        return reply(try tx.standing(of: consumption.subject, at: now))
      }
    } catch let error as BillingError {
      guard error.isLimit else { throw error }
      throw UsageRefusal(error)
    }
  }
}

extension BillingError {
  /// Whether something has been used up that a plan bounds.
  fileprivate var isLimit: Bool {
    switch self {
    case .quotaExceeded, .limitReached: true
    default: false
    }
  }
}
