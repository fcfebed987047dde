import Foundation
import Storage

/// API keys, by the hash of their text.
struct APIKeyStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The key with this hash, unless it is revoked, expired or of a suspended tenant.
  func good(hash: [UInt8], at now: Timestamp) async throws -> APIKeyRecord? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns) FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
        WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
          AND t.status = 'active'
        """, hash, now, as: Self.key)
    }
  }

  func insert(_ key: APIKeyRecord, hash: [UInt8]) async throws {
    let origins = try Self.encode(key.allowedOrigins)
    _ = try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO api_keys (tenant_id, id, secret, key_hash, hint, allowed_origins, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """, key.tenantID, key.id, key.isSecret, hash, key.hint, origins, key.createdAt)
    }
  }

  /// All keys of a tenant, oldest first, revoked ones included.
  func all(tenantID: String) async throws -> [APIKeyRecord] {
    try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM api_keys k WHERE k.tenant_id = ? ORDER BY k.created_at, k.id", tenantID,
        as: Self.key)
    }
  }

  /// The origins that any good publishable key of the tenant is accepted from.
  func allowedOrigins(tenantID: String) async throws -> Set<String> {
    Set(try await all(tenantID: tenantID).filter { $0.revokedAt == nil && !$0.isSecret }.flatMap(\.allowedOrigins))
  }

  /// Whether any good publishable key, of whatever tenant, is accepted from the origin.
  func anyAllows(_ origin: Origin) async throws -> Bool {
    let lists = try await database.read { tx in
      try tx.all(
        """
        SELECT k.allowed_origins FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
        WHERE k.secret = 0 AND k.revoked_at IS NULL AND t.status = 'active'
        """
      ) { try JSONDecoder().decode([String].self, from: Data(try $0.text(0).utf8)) }
    }
    return lists.contains { $0.contains(origin.text) || $0.contains("*") }
  }

  /// Revokes a key of whatever tenant; false when there was none to revoke.
  func revoke(id: String, at now: Timestamp) async throws -> Bool {
    let revoked = try await database.write { tx in
      let tenantID = try tx.first(
        "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING tenant_id", now, id
      ) { try $0.text(0) }
      guard let tenantID else { return false }
      try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .apiKey, subjectID: id, at: now))
      return true
    }
    signal.wake()
    return revoked
  }

  /// Adds an origin to every good publishable key of a tenant that lacks it.
  func allow(_ origin: Origin, tenantID: String, at now: Timestamp) async throws {
    try await database.write { tx in
      let keys = try tx.all(
        "SELECT \(Self.columns) FROM api_keys k WHERE k.tenant_id = ? AND k.secret = 0 AND k.revoked_at IS NULL",
        tenantID, as: Self.key)
      for key in keys where !key.allowedOrigins.contains(origin.text) {
        try tx.execute(
          "UPDATE api_keys SET allowed_origins = ? WHERE tenant_id = ? AND id = ?",
          try Self.encode(key.allowedOrigins + [origin.text]), tenantID, key.id)
        // Not revoked, but what gateways know about it is old.
        try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .apiKey, subjectID: key.id, at: now))
      }
    }
    signal.wake()
  }

  private static let columns = "k.id, k.tenant_id, k.secret, k.hint, k.allowed_origins, k.created_at, k.revoked_at"

  private static func key(_ row: any Row) throws -> APIKeyRecord {
    APIKeyRecord(
      id: try row.text(0), tenantID: try row.text(1), isSecret: try row.bool(2), hint: try row.text(3),
      allowedOrigins: try JSONDecoder().decode([String].self, from: Data(try row.text(4).utf8)),
      createdAt: try row.time(5), revokedAt: try row.optionalTime(6))
  }

  private static func encode(_ origins: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(origins), as: UTF8.self)
  }
}
