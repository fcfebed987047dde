import Runtime
import Storage

/// Making, changing and ending keys. Whatever gateways remember of a key is announced as revoked in the
/// same transaction, so that they ask again.
extension APIKeyStore {
  func insert(_ key: APIKeyRecord, hash: [UInt8], audit: AuditEntry? = nil) async throws {
    try await database.write { tx in
      try Self.insert(tx, key, hash: hash)
      if let audit { try AuditLog.append(tx, audit) }
    }
  }

  /// Changes a key that is accepted.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``, INVALID_ARGUMENT for
  ///   origins that do not fit the key's kind.
  func update(
    tenantID: String, id: String, at now: Timestamp, audit: @escaping @Sendable (APIKeyRecord) -> AuditEntry,
    _ change: @escaping @Sendable (APIKeyRecord) throws -> APIKeyRecord
  ) async throws -> APIKeyRecord {
    let updated = try await database.write { tx in
      let key = try change(try Self.active(tx, tenantID: tenantID, id: id, at: now))
      try tx.execute(
        "UPDATE api_keys SET name = ?, allowed_origins = ?, scopes = ? WHERE tenant_id = ? AND id = ?", key.name,
        try TextList.encode(key.allowedOrigins), try TextList.encode(key.scopes), tenantID, id)
      try Self.announce(tx, key, at: now)
      try AuditLog.append(tx, audit(key))
      return key
    }
    signal.wake()
    return updated
  }

  /// Puts a new key in an old one's place; the old one ends after the overlap, or earlier where it ends by
  /// itself earlier.
  /// - Parameter successor: makes the new record from the old one.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``,
  ///   ``DashboardError/apiKeyRotated``.
  func rotate(
    tenantID: String, id: String, hash: [UInt8], overlap: Duration, audit: AuditEntry, at now: Timestamp,
    successor: @escaping @Sendable (APIKeyRecord) -> APIKeyRecord
  ) async throws -> APIKeyRecord {
    let made = try await database.write { tx in
      let old = try Self.active(tx, tenantID: tenantID, id: id, at: now)
      guard old.replacedBy == nil else { throw DashboardError.apiKeyRotated }
      let new = successor(old)
      try Self.insert(tx, new, hash: hash)
      let end = now.adding(overlap)
      try tx.execute(
        "UPDATE api_keys SET replaced_by = ?, expires_at = ? WHERE tenant_id = ? AND id = ?", new.id,
        min(end, old.expiresAt ?? end), tenantID, id)
      try Self.announce(tx, old, at: now)
      try AuditLog.append(tx, audit)
      return new
    }
    signal.wake()
    return made
  }

  /// Revokes a key that is accepted.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``.
  func revoke(
    tenantID: String, id: String, at now: Timestamp, audit: @escaping @Sendable (APIKeyRecord) -> AuditEntry
  ) async throws -> APIKeyRecord {
    let revoked = try await database.write { tx in
      var key = try Self.active(tx, tenantID: tenantID, id: id, at: now)
      try tx.execute("UPDATE api_keys SET revoked_at = ? WHERE tenant_id = ? AND id = ?", now, tenantID, id)
      try Self.announce(tx, key, at: now)
      try AuditLog.append(tx, audit(key))
      key.revokedAt = now
      return key
    }
    signal.wake()
    return revoked
  }

  /// Adds an origin to every valid publishable key of a tenant that lacks it.
  func allow(_ origin: Origin, tenantID: String, at now: Timestamp) async throws {
    try await database.write { tx in
      let keys = try tx.all(
        "SELECT \(Self.columns) FROM api_keys k WHERE k.tenant_id = ? AND k.secret = 0 AND k.revoked_at IS NULL",
        tenantID, as: Self.key)
      for key in keys where !key.allowedOrigins.contains(origin.text) {
        try tx.execute(
          "UPDATE api_keys SET allowed_origins = ? WHERE tenant_id = ? AND id = ?",
          try TextList.encode(key.allowedOrigins + [origin.text]), tenantID, key.id)
        try Self.announce(tx, key, at: now)
      }
    }
    signal.wake()
  }

  /// Notes when keys were used. Reports of several gateways come in any order: the latest use counts, and
  /// none from the future, which a wrong clock would leave there for good. Unknown keys are skipped.
  func recordUse(_ uses: [APIKeyUse], at now: Timestamp) async throws {
    guard !uses.isEmpty else { return }
    // In one order everywhere, so that two gateways' reports don't wait for each other in a circle.
    let ordered = uses.sorted { $0.keyID < $1.keyID }
    try await database.write { tx in
      for use in ordered {
        let usedAt = min(use.usedAt, now)
        try tx.execute(
          "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)", usedAt,
          use.keyID, usedAt)
      }
    }
  }

  // MARK: In the caller's transaction

  private static func insert(_ tx: any Transaction, _ key: APIKeyRecord, hash: [UInt8]) throws {
    try tx.execute(
      """
      INSERT INTO api_keys (tenant_id, id, name, secret, key_hash, hint, allowed_origins, scopes, created_by,
        created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, key.tenantID, key.id, key.name, key.isSecret, hash, key.hint, try TextList.encode(key.allowedOrigins),
      try TextList.encode(key.scopes), key.createdBy, key.createdAt, key.expiresAt)
  }

  private static func active(
    _ tx: any Transaction, tenantID: String, id: String, at now: Timestamp
  ) throws -> APIKeyRecord {
    let key = try key(tx, tenantID: tenantID, id: id)
    guard key.status(at: now) == .active else { throw DashboardError.apiKeyEnded }
    return key
  }

  private static func announce(_ tx: any Transaction, _ key: APIKeyRecord, at now: Timestamp) throws {
    try RevocationStore.append(
      tx, tenantID: key.tenantID, Revocation(kind: .apiKey, subjectID: key.id, at: now))
  }
}
