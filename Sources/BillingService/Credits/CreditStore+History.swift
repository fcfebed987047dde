import Storage

extension CreditStore {
  /// A part of what changed a subject's balance, newest first, and how much there is of it in all.
  func history(
    of subject: Subject, tenantID: String, _ query: CreditHistoryQuery
  ) async throws -> (transactions: [CreditTransaction], total: Int64) {
    try await database.read(tenant: tenantID) { tx in try tx.creditHistory(of: subject, query) }
  }

  /// Grants the running period to subjects of all tenants to whom nobody has come yet.
  /// - Returns: to how many, at most `maximum`.
  func resetPeriods(at now: Timestamp, maximum: Int) async throws -> Int {
    var place = Place.first
    var count = 0
    while count < maximum {
      let limit = min(100, maximum - count)
      let found = try await subjectsWithoutPeriod(after: place, at: now, limit: limit)
      for (place, subject) in found {
        count += try await grantPeriod(of: subject, tenantID: place.tenantID, at: now) ? 1 : 0
      }
      guard let last = found.last, found.count == limit else { break }
      place = last.place
    }
    return count
  }
}
