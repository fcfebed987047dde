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
        SELECT \(TenantTransaction.apiKeyColumns) FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
        WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
          AND t.status = 'active'
        """, hash, now, as: TenantTransaction.apiKey)
    }
  }

  /// A key of the tenant, revoked or not.
  /// - Throws: ``DashboardError/apiKeyNotFound``.
  func key(tenantID: String, id: String) async throws -> APIKeyRecord {
    try await database.read(tenant: tenantID) { tenant in try tenant.apiKey(id) }
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
    try await database.read(tenant: tenantID) { tenant in try tenant.apiKeys() }
  }

  /// A page of a tenant's keys, newest first; without `includeEnded` only those accepted at `now`.
  func page(
    tenantID: String, includeEnded: Bool, _ request: PageRequest, at now: Timestamp
  ) async throws -> ListPage<APIKeyRecord> {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.apiKeys(includeEnded: includeEnded, request, at: now)
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
}
