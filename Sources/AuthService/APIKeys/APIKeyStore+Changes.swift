import Runtime
import Storage

/// Making, changing and ending keys.
extension APIKeyStore {
  func insert(_ key: APIKeyRecord, hash: [UInt8], audit: AuditEntry) async throws {
    try await database.write(tenant: key.tenantID) { tenant in
      try tenant.insert(key, hash: hash)
      try tenant.append(audit)
    }
  }

  /// Changes a key that is accepted.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``, INVALID_ARGUMENT for
  ///   origins that do not fit the key's kind.
  func update(
    tenantID: String, id: String, at now: Timestamp, audit: @escaping @Sendable (APIKeyRecord) -> AuditEntry,
    _ change: @escaping @Sendable (APIKeyRecord) throws -> APIKeyRecord
  ) async throws -> APIKeyRecord {
    let updated = try await database.write(tenant: tenantID) { tenant in
      let key = try change(try tenant.activeAPIKey(id, at: now))
      try tenant.save(key, at: now)
      try tenant.append(audit(key))
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
    let made = try await database.write(tenant: tenantID) { tenant in
      let old = try tenant.activeAPIKey(id, at: now)
      guard old.replacedBy == nil else { throw DashboardError.apiKeyRotated }
      let new = successor(old)
      try tenant.insert(new, hash: hash)
      let end = now.adding(overlap)
      try tenant.replace(old, by: new.id, endingAt: min(end, old.expiresAt ?? end), at: now)
      try tenant.append(audit)
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
    let revoked = try await database.write(tenant: tenantID) { tenant in
      var key = try tenant.activeAPIKey(id, at: now)
      try tenant.revoke(key, at: now)
      try tenant.append(audit(key))
      key.revokedAt = now
      return key
    }
    signal.wake()
    return revoked
  }

  /// Adds an origin to every publishable key of a tenant that lacks it, unless revoked.
  func allow(_ origin: Origin, tenantID: String, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tenant in
      for var key in try tenant.apiKeys()
      where !key.isSecret && key.revokedAt == nil && !key.allowedOrigins.contains(origin.text) {
        key.allowedOrigins.append(origin.text)
        try tenant.save(key, at: now)
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
}
