import Runtime
import Storage

/// Units set aside for calls under way, and what they become.
struct HoldStore: Sendable {
  /// A hold with the plan that it was made under.
  struct Granted: Sendable {
    var hold: Hold
    var planSlug: String
    /// What its units are set aside from.
    var funding: UsageFunding
  }

  /// Whether a hold is open, and until when; or when it ended.
  struct Life: Sendable, Equatable {
    var isHeld: Bool
    var end: Timestamp
  }

  let database: any Database

  /// Sets units aside.
  /// - Throws: ``BillingError`` with the reason why not.
  func reserve(_ new: NewHold, tenantID: String, id: String, at now: Timestamp) async throws -> Granted {
    try await database.write(tenant: tenantID) { tx in
      let entitlement = try tx.entitlement(of: new.subject, user: new.userID, at: now)
      let (hold, funding) = try tx.reserve(new, id: id, under: entitlement, at: now)
      return Granted(hold: hold, planSlug: entitlement.planSlug, funding: funding)
    }
  }

  /// Books the real usage in place of a hold, once.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func settle(
    _ settlement: Settlement, tenantID: String, usageID: String, at now: Timestamp
  ) async throws -> UsageRecord {
    try await database.write(tenant: tenantID) { tx in
      try tx.settle(settlement, id: usageID, under: { try tx.entitlement(of: $0, at: now) }, at: now)
    }
  }

  /// Gives a hold back; one that is not open any more stays as it is.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func release(tenantID: String, id: String, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tx in try tx.release(id, at: now) }
  }

  /// Notes what a call under way is known to have used, so that it is booked even if nobody settles it.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func record(
    _ progress: Hold.Progress, tenantID: String, holdID: String, at now: Timestamp
  ) async throws -> Life {
    try await database.write(tenant: tenantID) { tx in
      if let end = try tx.record(progress, of: holdID, at: now) { return Life(isHeld: true, end: end) }
      guard let hold = try tx.hold(holdID) else { throw BillingError.reservationNotFound(holdID) }
      return Life(isHeld: false, end: hold.closedAt ?? hold.expiresAt)
    }
  }

  /// What ``reserve(_:tenantID:id:at:)`` would say now. Nothing is written.
  func check(_ new: NewHold, tenantID: String, at now: Timestamp) async throws -> AdmissionDecision {
    try await database.read(tenant: tenantID) { tx in
      try tx.check(new, under: tx.entitlement(of: new.subject, user: new.userID, at: now), at: now)
    }
  }

  /// Uses units at once, in one transaction, where there are enough of them and no limit stands against it.
  /// - Throws: what ``reserve(_:tenantID:id:at:)`` throws; nothing is booked then.
  func consume(_ record: UsageRecord, tenantID: String) async throws -> UsageRecord {
    try await database.write(tenant: tenantID) { tx in
      let entitlement = try tx.entitlement(of: record.subject, user: record.userID, at: record.occurredAt)
      return try tx.consume(record, under: entitlement, at: record.occurredAt)
    }
  }
}

/// All tenants', for the worker that sweeps.
extension HoldStore {
  /// Subjects with holds that nobody has settled in time, at most `limit`.
  func overdueSubjects(at now: Timestamp, limit: Int) async throws -> [(tenantID: String, subject: Subject)] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT DISTINCT tenant_id, subject_kind, subject_id FROM holds WHERE state = 'open' AND expires_at <= ? LIMIT ?
        """, now, limit
      ) { (tenantID: try $0.text(0), subject: try Subject($0, at: 1)) }
    }
  }

  /// Ends a subject's overdue holds.
  /// - Returns: how many there were.
  func expire(_ subject: Subject, tenantID: String, at now: Timestamp) async throws -> Int {
    try await database.write(tenant: tenantID) { tx in
      try tx.expireHolds(of: subject, under: { try tx.entitlement(of: subject, at: now) }, at: now)
    }
  }

  /// The end of the hold that has waited longest for being swept.
  func oldestOverdue(at now: Timestamp) async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first("SELECT MIN(expires_at) FROM holds WHERE state = 'open' AND expires_at <= ?", now) {
        try $0.optionalTime(0)
      } ?? nil
    }
  }
}
