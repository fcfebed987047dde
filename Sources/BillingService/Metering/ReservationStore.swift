import Storage

/// Tokens set aside for calls under way.
struct ReservationStore: Sendable {
  /// A reservation with the plan that it was made under.
  struct Granted: Sendable {
    var reservation: Reservation
    var planSlug: String
  }

  let database: any Database

  /// Sets tokens aside.
  /// - Throws: ``BillingError/quotaExceeded(_:_:planSlug:)``.
  func reserve(_ new: NewReservation, tenantID: String, id: String, at now: Timestamp) async throws -> Granted {
    try await database.write { tx in
      let ledger = try QuotaLedger(tx, tenantID: tenantID, subject: new.subject, at: now)
      // The sweeper does this too; here it makes sure that what nobody waits for does not block anyone.
      try Self.expire(tx, ledger, at: now)
      guard try ledger.hold(new.tokens) else {
        throw BillingError.quotaExceeded(new.subject.kind, try ledger.quota(), planSlug: ledger.plan.terms.slug)
      }
      let reservation = Reservation(
        id: id, subject: new.subject, tokens: new.tokens, model: new.model, operationType: new.operationType,
        status: .open, createdAt: now, expiresAt: now.adding(new.lifetime))
      try Self.insert(tx, tenantID: tenantID, reservation, in: ledger.month)
      return Granted(reservation: reservation, planSlug: ledger.plan.terms.slug)
    }
  }

  /// Books the real usage in place of a reservation: whether it is open, has expired or was released, for
  /// the tokens have been used. A second call changes nothing and gives the first one's record.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func settle(
    _ settlement: Settlement, tenantID: String, usageID: String, at now: Timestamp
  ) async throws -> UsageRecord {
    try await database.write { tx in
      guard let reservation = try Self.reservation(tx, tenantID: tenantID, id: settlement.reservationID) else {
        throw BillingError.reservationNotFound(settlement.reservationID)
      }
      if let booked = try UsageStore.record(tx, tenantID: tenantID, reservationID: reservation.id) { return booked }
      let ledger = try QuotaLedger(tx, tenantID: tenantID, subject: reservation.subject, at: now)
      try Self.close(tx, ledger, id: reservation.id, as: .settled, at: now)
      let record = UsageRecord(
        id: usageID, subject: reservation.subject, usage: settlement.usage(of: reservation),
        reservationID: reservation.id, createdAt: now)
      try UsageStore.insert(tx, tenantID: tenantID, record)
      try ledger.book(record.usage.totalTokens)
      return record
    }
  }

  /// Gives a reservation back; one that is not open any more stays as it is.
  /// - Throws: ``BillingError/reservationNotFound(_:)``.
  func release(tenantID: String, id: String, at now: Timestamp) async throws {
    try await database.write { tx in
      guard let reservation = try Self.reservation(tx, tenantID: tenantID, id: id) else {
        throw BillingError.reservationNotFound(id)
      }
      guard reservation.status == .open else { return }
      let ledger = try QuotaLedger(tx, tenantID: tenantID, subject: reservation.subject, at: now)
      try Self.close(tx, ledger, id: id, as: .released, at: now)
    }
  }

  /// Subjects with reservations that have expired and are still open, at most `limit`.
  func overdueSubjects(at now: Timestamp, limit: Int) async throws -> [(tenantID: String, subject: Subject)] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT DISTINCT tenant_id, subject_kind, subject_id FROM reservations
        WHERE status = 'open' AND expires_at <= ? LIMIT ?
        """, now, limit
      ) { (tenantID: try $0.text(0), subject: try Subject($0, at: 1)) }
    }
  }

  /// Gives back what a subject's expired reservations have set aside.
  /// - Returns: how many there were.
  func expire(_ subject: Subject, tenantID: String, at now: Timestamp) async throws -> Int {
    try await database.write { tx in
      try Self.expire(tx, try QuotaLedger(tx, tenantID: tenantID, subject: subject, at: now), at: now)
    }
  }

  @discardableResult
  private static func expire(_ tx: any Transaction, _ ledger: QuotaLedger, at now: Timestamp) throws -> Int {
    let expired = try tx.all(
      """
      UPDATE reservations SET status = 'expired', closed_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND status = 'open' AND expires_at <= ?
      RETURNING period_start, tokens
      """, now, ledger.tenantID, ledger.subject.kind.rawValue, ledger.subject.id, now, as: held)
    for held in expired { try ledger.free(held.tokens, in: held.month) }
    return expired.count
  }

  /// Frees what an open reservation holds, and notes how it ended.
  private static func close(
    _ tx: any Transaction, _ ledger: QuotaLedger, id: String, as status: Reservation.Status, at now: Timestamp
  ) throws {
    let held = try tx.first(
      """
      UPDATE reservations SET status = ?, closed_at = ? WHERE tenant_id = ? AND id = ? AND status = 'open'
      RETURNING period_start, tokens
      """, status.rawValue, now, ledger.tenantID, id, as: held)
    if let held { return try ledger.free(held.tokens, in: held.month) }
    try tx.execute(
      "UPDATE reservations SET status = ?, closed_at = ? WHERE tenant_id = ? AND id = ?", status.rawValue, now,
      ledger.tenantID, id)
  }

  private static func held(_ row: any Row) throws -> (month: Timestamp, tokens: Int64) {
    (month: try row.time(0), tokens: try row.int(1))
  }

  private static func insert(
    _ tx: any Transaction, tenantID: String, _ reservation: Reservation, in month: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO reservations (tenant_id, id, subject_kind, subject_id, period_start, tokens, model,
        operation_type, status, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, tenantID, reservation.id, reservation.subject.kind.rawValue, reservation.subject.id, month,
      reservation.tokens, reservation.model, reservation.operationType, reservation.status.rawValue,
      reservation.createdAt, reservation.expiresAt)
  }

  private static func reservation(_ tx: any Transaction, tenantID: String, id: String) throws -> Reservation? {
    try tx.first(
      """
      SELECT id, subject_kind, subject_id, tokens, model, operation_type, status, created_at, expires_at
      FROM reservations WHERE tenant_id = ? AND id = ?
      """, tenantID, id
    ) { row in
      let status = try row.text(6)
      guard let known = Reservation.Status(rawValue: status) else { throw StorageError.unexpectedType(status) }
      return Reservation(
        id: try row.text(0), subject: try Subject(row, at: 1), tokens: try row.int(3), model: try row.text(4),
        operationType: try row.text(5), status: known, createdAt: try row.time(7), expiresAt: try row.time(8))
    }
  }
}
