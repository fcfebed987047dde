import Storage

/// What apps count themselves.
extension TenantTransaction {
  /// Books a consumption, all of it or nothing: any number of callers at once never exceed a limit.
  /// - Throws: ``UsageRefusal``, or ``BillingError`` for what a limit does not leave room for.
  func consume(_ consumption: Consumption, id recordID: String, at now: Timestamp) throws {
    guard let (_, entitlement) = try activePlan(of: consumption.subject, user: consumption.userID, at: now) else {
      throw UsageRefusal.noActivePlan
    }
    _ = try consume(consumption.record(id: recordID, at: now), under: entitlement, at: now)
  }
}
