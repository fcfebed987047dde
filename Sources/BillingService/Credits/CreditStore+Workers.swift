import Storage

/// All tenants', for the workers that end lots and begin periods.
extension CreditStore {
  /// A lot that has ended with something left in it.
  struct EndedLot: Sendable {
    var tenantID: String
    var lotID: String
  }

  /// Lots that have ended and are still open, the oldest first.
  func endedLots(at now: Timestamp, limit: Int) async throws -> [EndedLot] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT tenant_id, id FROM lots WHERE is_open = 1 AND expires_at <= ? AND held = 0
        ORDER BY expires_at LIMIT ?
        """, now, limit
      ) { EndedLot(tenantID: try $0.text(0), lotID: try $0.text(1)) }
    }
  }

  /// Books what is left of a lot that has ended as breakage. It was of no use from its end on; this only says so.
  /// - Returns: whether there was anything to do.
  func expire(_ ended: EndedLot, at now: Timestamp) async throws -> Bool {
    try await database.write(tenant: ended.tenantID) { tx in try tx.expire(lot: ended.lotID, at: now) }
  }

  /// The end of the lot that has waited longest for being swept.
  func oldestEnded(at now: Timestamp) async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first("SELECT MIN(expires_at) FROM lots WHERE is_open = 1 AND expires_at <= ? AND held = 0", now) {
        try $0.optionalTime(0)
      } ?? nil
    }
  }

  /// A subject of a tenant, in the order in which the reset goes through them.
  struct Place: Sendable, Equatable {
    var tenantID: String
    var accountID: String

    static let first = Place(tenantID: "", accountID: "")
  }

  /// Subjects without a lot of a running period, after a place.
  func subjectsWithoutPeriod(
    after place: Place, at now: Timestamp, limit: Int
  ) async throws -> [(place: Place, subject: Subject)] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT a.tenant_id, a.id, a.subject_kind, a.subject_id FROM accounts a
        WHERE a.kind = 'credits' AND (a.tenant_id > ? OR (a.tenant_id = ? AND a.id > ?))
          AND NOT EXISTS (
            SELECT 1 FROM lots l WHERE l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.source = 'plan'
              AND l.is_open = 1 AND l.expires_at > ?)
        ORDER BY a.tenant_id, a.id LIMIT ?
        """, place.tenantID, place.tenantID, place.accountID, now, limit
      ) { row in
        (place: Place(tenantID: try row.text(0), accountID: try row.text(1)), subject: try Subject(row, at: 2))
      }
    }
  }

  /// Grants a subject's running period, unless somebody has.
  /// - Returns: whether it was granted by this call.
  func grantPeriod(of subject: Subject, tenantID: String, at now: Timestamp) async throws -> Bool {
    try await database.write(tenant: tenantID) { tx in
      let entitlement = try tx.entitlement(of: subject, at: now)
      let before = try tx.lot(entitlement.grantID(of: subject))
      let state = try tx.credits(of: subject, under: entitlement, at: now)
      return before == nil && state.planLot(at: now) != nil
    }
  }
}
