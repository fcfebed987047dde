import Foundation
import Runtime
import Storage

/// API keys, by the hash of their text. What changes keys is in `APIKeyStore+Changes.swift`.
struct APIKeyStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The key with this hash, unless it is revoked, expired or of a suspended tenant.
  func validKey(hash: [UInt8], at now: Timestamp) async throws -> APIKeyRecord? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns) FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
        WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
          AND t.status = 'active'
        """, hash, now, as: Self.key)
    }
  }

  /// A key of the tenant, revoked or not.
  /// - Throws: ``DashboardError/apiKeyNotFound``.
  func key(tenantID: String, id: String) async throws -> APIKeyRecord {
    try await database.read { try Self.key($0, tenantID: tenantID, id: id) }
  }

  /// The tenant that a key belongs to, for operators, who know only its id.
  /// - Throws: ``DashboardError/apiKeyNotFound``.
  func tenantID(ofKey id: String) async throws -> String {
    let found = try await database.read { tx in
      try tx.first("SELECT tenant_id FROM api_keys WHERE id = ?", id) { try $0.text(0) }
    }
    guard let found else { throw DashboardError.apiKeyNotFound }
    return found
  }

  /// All keys of a tenant, oldest first, revoked ones included.
  func all(tenantID: String) async throws -> [APIKeyRecord] {
    try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM api_keys k WHERE k.tenant_id = ? ORDER BY k.created_at, k.id", tenantID,
        as: Self.key)
    }
  }

  /// A page of a tenant's keys, newest first; without `includeEnded` only those accepted at `now`.
  func page(
    tenantID: String, includeEnded: Bool, _ request: PageRequest, at now: Timestamp
  ) async throws -> ListPage<APIKeyRecord> {
    let valid = includeEnded ? "" : "AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)"
    let arguments = [tenantID.sqlValue] + (includeEnded ? [] : [now.sqlValue])
    return try await database.read { tx in
      try tx.page(
        "\(Self.columns)", from: "api_keys k WHERE k.tenant_id = ? \(valid)", arguments,
        order: "k.created_at DESC, k.id DESC", request, as: Self.key)
    }
  }

  /// The origins that any publishable key of the tenant, unless revoked, is accepted from: those of an
  /// expired one are the tenant's all the same.
  func allowedOrigins(tenantID: String) async throws -> Set<String> {
    Set(try await all(tenantID: tenantID).filter { $0.revokedAt == nil && !$0.isSecret }.flatMap(\.allowedOrigins))
  }

  /// Whether any valid publishable key, of whatever tenant, is accepted from the origin.
  func anyAllows(_ origin: Origin, at now: Timestamp) async throws -> Bool {
    let lists = try await database.read { tx in
      try tx.all(
        """
        SELECT k.allowed_origins FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
        WHERE k.secret = 0 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
          AND t.status = 'active'
        """, now
      ) { try TextList.decode(try $0.text(0)) }
    }
    return lists.contains { $0.contains(origin.text) || $0.contains("*") }
  }

  // MARK: In the caller's transaction

  /// - Throws: ``DashboardError/apiKeyNotFound``.
  static func key(_ tx: any Transaction, tenantID: String, id: String) throws -> APIKeyRecord {
    let found = try tx.first(
      "SELECT \(columns) FROM api_keys k WHERE k.tenant_id = ? AND k.id = ?", tenantID, id, as: key)
    guard let found else { throw DashboardError.apiKeyNotFound }
    return found
  }

  static let columns = """
    k.id, k.tenant_id, k.secret, k.hint, k.allowed_origins, k.created_at, k.revoked_at, k.name, k.scopes, k.created_by,
    k.last_used_at, k.expires_at, k.replaced_by
    """

  static func key(_ row: any Row) throws -> APIKeyRecord {
    APIKeyRecord(
      id: try row.text(0), tenantID: try row.text(1), name: try row.text(7), isSecret: try row.bool(2),
      hint: try row.text(3), allowedOrigins: try TextList.decode(try row.text(4)),
      scopes: try TextList.decode(try row.text(8)), createdBy: try row.optionalText(9), createdAt: try row.time(5),
      lastUsedAt: try row.optionalTime(10), expiresAt: try row.optionalTime(11), revokedAt: try row.optionalTime(6),
      replacedBy: try row.optionalText(12))
  }
}

/// Lists of texts in one column, as JSON.
enum TextList {
  static func encode(_ list: [String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(list), as: UTF8.self)
  }

  static func decode(_ text: String) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(text.utf8))
  }
}
