import Storage

/// The inbox of Stripe's events, all tenants'.
struct StripeEventStore: Sendable {
  struct Pending: Sendable {
    var tenantID: String
    var id: String
    var payload: [UInt8]
    var attempts: Int64
  }

  struct DueObject: Sendable {
    var tenantID: String
    var kind: StripeObjectKind
    var id: String
    var lookAt: Timestamp
  }

  let database: any Database

  /// Stores an event in a transaction of its own.
  /// - Returns: false where it came before.
  func insert(
    _ event: StripeEvent, payload: [UInt8], isHandled: Bool, signedBy secretID: String?, tenantID: String,
    at now: Timestamp
  ) async throws -> Bool {
    try await database.write(tenant: tenantID) { tx in
      try tx.noteStripeEvent(signedBy: secretID, at: now)
      return try tx.insertStripeEvent(event, payload: payload, isHandled: isHandled, at: now)
    }
  }

  /// Events to be applied, oldest first.
  func due(at now: Timestamp, limit: Int) async throws -> [Pending] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT tenant_id, id, payload, attempts FROM stripe_events
        WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, created, id LIMIT ?
        """, now, limit
      ) { row in
        Pending(
          tenantID: try row.text(0), id: try row.text(1), payload: try row.blob(2), attempts: try row.int(3))
      }
    }
  }

  /// Since when the one waits that waits longest.
  func oldestDue(at now: Timestamp) async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first("SELECT MIN(due_at) FROM stripe_events WHERE state = 'pending' AND due_at <= ?", now) {
        try $0.optionalTime(0)
      } ?? nil
    }
  }

  func postpone(_ item: Pending, until due: Timestamp, error: String) async throws {
    try await database.write(tenant: item.tenantID) { tx in
      try tx.postponeStripeEvent(item.id, until: due, error: error)
    }
  }

  /// Objects that are to be looked at, the one first that has waited longest.
  func dueObjects(at now: Timestamp, limit: Int) async throws -> [DueObject] {
    try await database.read { tx in
      try tx.all(
        "SELECT tenant_id, kind, id, look_at FROM stripe_objects WHERE look_at <= ? ORDER BY look_at LIMIT ?", now,
        limit
      ) { row in
        guard let kind = StripeObjectKind(rawValue: try row.text(1)) else {
          throw StorageError.unexpectedType("kind of a Stripe object")
        }
        return DueObject(tenantID: try row.text(0), kind: kind, id: try row.text(2), lookAt: try row.time(3))
      }
    }
  }

  func postpone(_ object: DueObject, until due: Timestamp) async throws {
    try await database.write { tx in
      _ = try tx.execute(
        "UPDATE stripe_objects SET look_at = ? WHERE tenant_id = ? AND kind = ? AND id = ?", due, object.tenantID,
        object.kind.rawValue, object.id)
    }
  }

  /// Tenants with a key of their own.
  func tenantsWithKeys() async throws -> [String] {
    try await database.read { tx in
      try tx.all("SELECT tenant_id FROM stripe_keys WHERE sealed_secret_key IS NOT NULL ORDER BY tenant_id") {
        try $0.text(0)
      }
    }
  }
}
