import Runtime
import Storage

/// Usage records, and what they add up to.
struct UsageStore: Sendable {
  let database: any Database

  /// Books usage that a client reports; the same key gives the first record again.
  /// - Throws: `IdempotencyConflict` for the same key with another request.
  func book(_ record: UsageRecord, tenantID: String, once: Once) async throws -> UsageRecord {
    let now = record.occurredAt
    let booked = try await database.writeID(once) { tx in
      let tenant = TenantTransaction(tenantID, tx)
      return try tenant.book(record, under: { try tenant.entitlement(of: record.subject, at: now) }, at: now).id
    }
    guard booked.replayed else { return record }
    guard let first = try await database.read(tenant: tenantID, { tx in try tx.usage(booked.id) }) else {
      throw StorageError.failed(code: "usage_record_missing", message: "The usage record \(booked.id) is gone.")
    }
    return first
  }

  /// A page of a subject's records, newest first, and how many there are.
  func list(
    _ query: UsageListQuery, of subject: Subject, tenantID: String
  ) async throws -> (records: [UsageRecord], total: Int64) {
    try await database.read(tenant: tenantID) { tx in
      (
        try tx.usage(of: subject, in: query.period, limit: query.limit, offset: query.offset),
        try tx.usageCount(of: subject, in: query.period)
      )
    }
  }

  /// A subject's usage of the period that `now` lies in.
  func summary(
    of subject: Subject, tenantID: String, over period: CalendarPeriod, at now: Timestamp
  ) async throws -> UsageSummary {
    try await database.read { tx in
      let first = period == .all ? try Self.firstUsage(tx, tenantID: tenantID, subject) : nil
      let interval = period.interval(containing: now, first: first)
      let counted = period == .all ? nil : interval
      return UsageSummary(
        interval: interval,
        byModel: try Self.groups(tx, by: "model", tenantID: tenantID, subject, in: counted),
        byOperationType: try Self.groups(tx, by: "operation_type", tenantID: tenantID, subject, in: counted))
    }
  }

  /// A subject's quota of the period that `now` lies in. Expired holds don't count, whether they have been swept
  /// or not.
  func quota(of subject: Subject, tenantID: String, at now: Timestamp) async throws -> Quota {
    try await database.read(tenant: tenantID) { tx in
      let entitlement = try tx.entitlement(of: subject, at: now)
      return Quota(
        included: entitlement.included, used: try tx.usedTokens(of: subject, entitlement.period),
        reserved: try tx.reservedUnits(of: subject, at: now),
        topupRemaining: try tx.creditState(of: subject, entitlement.asset).topups(at: now))
    }
  }

  /// Models that were booked without a price, most records first.
  func unpricedModels(tenantID: String) async throws -> [(model: String, records: Int64)] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT model, COUNT(*) FROM usage WHERE tenant_id = ? AND is_priced = 0
        GROUP BY model ORDER BY COUNT(*) DESC, model
        """, tenantID
      ) { (model: try $0.text(0), records: try $0.int(1)) }
    }
  }

  private static func firstUsage(_ tx: any Transaction, tenantID: String, _ subject: Subject) throws -> Timestamp? {
    try tx.first(
      """
      SELECT occurred_at FROM usage WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?
      ORDER BY occurred_at LIMIT 1
      """, tenantID, subject.kind.rawValue, subject.id
    ) { try $0.time(0) }
  }

  private static func groups(
    _ tx: any Transaction, by column: StaticString, tenantID: String, _ subject: Subject, in interval: Interval?
  ) throws -> [UsageGroup] {
    var arguments: [SQLValue] = [tenantID.sqlValue, subject.kind.rawValue.sqlValue, subject.id.sqlValue]
    if let interval { arguments += [interval.start.sqlValue, interval.end.sqlValue] }
    // PostgreSQL's sums of BIGINT are NUMERIC.
    return try tx.all(
      """
      SELECT \(column), COUNT(*), CAST(SUM(prompt_tokens) AS BIGINT), CAST(SUM(completion_tokens) AS BIGINT),
        CAST(SUM(cost_micro_usd) AS BIGINT)
      FROM usage
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?
        \(interval == nil ? "" : "AND occurred_at >= ? AND occurred_at < ?")
      GROUP BY \(column)
      """, values: arguments
    ) { row in
      UsageGroup(
        key: try row.text(0), requests: try row.int(1), promptTokens: try row.int(2),
        completionTokens: try row.int(3), costMicroUSD: try row.int(4))
    }.sorted(by: UsageGroup.isBefore)
  }
}
