import Storage

extension TenantTransaction {
  static let apiKeyColumns = """
    k.id, k.tenant_id, k.secret, k.hint, k.allowed_origins, k.created_at, k.revoked_at, k.name, k.scopes, k.created_by,
    k.last_used_at, k.expires_at, k.replaced_by
    """

  static func apiKey(_ row: any Row) throws -> APIKeyRecord {
    APIKeyRecord(
      id: try row.text(0), tenantID: try row.text(1), name: try row.text(7), isSecret: try row.bool(2),
      hint: try row.text(3), allowedOrigins: try TextList.decode(try row.text(4)),
      scopes: try TextList.decode(try row.text(8)), createdBy: try row.optionalText(9), createdAt: try row.time(5),
      lastUsedAt: try row.optionalTime(10), expiresAt: try row.optionalTime(11), revokedAt: try row.optionalTime(6),
      replacedBy: try row.optionalText(12))
  }

  /// A key, revoked or not.
  /// - Throws: ``DashboardError/apiKeyNotFound``.
  func apiKey(_ keyID: String) throws -> APIKeyRecord {
    let found = try tx.first(
      "SELECT \(Self.apiKeyColumns) FROM api_keys k WHERE k.tenant_id = ? AND k.id = ?", id, keyID, as: Self.apiKey)
    guard let found else { throw DashboardError.apiKeyNotFound }
    return found
  }

  /// A key that is accepted.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``.
  func activeAPIKey(_ keyID: String, at now: Timestamp) throws -> APIKeyRecord {
    let key = try apiKey(keyID)
    guard key.status(at: now) == .active else { throw DashboardError.apiKeyEnded }
    return key
  }

  /// All keys, oldest first, revoked ones included.
  func apiKeys() throws -> [APIKeyRecord] {
    try tx.all(
      "SELECT \(Self.apiKeyColumns) FROM api_keys k WHERE k.tenant_id = ? ORDER BY k.created_at, k.id", id,
      as: Self.apiKey)
  }

  /// A page of keys, newest first; without `includeEnded` only those accepted at `now`.
  func apiKeys(includeEnded: Bool, _ request: PageRequest, at now: Timestamp) throws -> ListPage<APIKeyRecord> {
    let valid = includeEnded ? "" : "AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)"
    let arguments = [id.sqlValue] + (includeEnded ? [] : [now.sqlValue])
    return try page(
      Self.apiKeyColumns, from: "api_keys k WHERE k.tenant_id = ? \(valid)", arguments,
      order: "k.created_at DESC, k.id DESC", request, as: Self.apiKey)
  }

  func insert(_ key: APIKeyRecord, hash: [UInt8]) throws {
    try tx.execute(
      """
      INSERT INTO api_keys (tenant_id, id, name, secret, key_hash, hint, allowed_origins, scopes, created_by,
        created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, key.id, key.name, key.isSecret, hash, key.hint, try TextList.encode(key.allowedOrigins),
      try TextList.encode(key.scopes), key.createdBy, key.createdAt, key.expiresAt)
  }

  /// Writes what can be changed of a key.
  func save(_ key: APIKeyRecord, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE api_keys SET name = ?, allowed_origins = ?, scopes = ? WHERE tenant_id = ? AND id = ?", key.name,
      try TextList.encode(key.allowedOrigins), try TextList.encode(key.scopes), id, key.id)
    try announce(key, at: now)
  }

  /// Lets a key's successor take its place; the key itself ends at `end`.
  func replace(_ key: APIKeyRecord, by successorID: String, endingAt end: Timestamp, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE api_keys SET replaced_by = ?, expires_at = ? WHERE tenant_id = ? AND id = ?", successorID, end, id,
      key.id)
    try announce(key, at: now)
  }

  func revoke(_ key: APIKeyRecord, at now: Timestamp) throws {
    try tx.execute("UPDATE api_keys SET revoked_at = ? WHERE tenant_id = ? AND id = ?", now, id, key.id)
    try announce(key, at: now)
  }

  /// Whatever gateways remember of a key is announced as revoked, so that they ask again.
  private func announce(_ key: APIKeyRecord, at now: Timestamp) throws {
    try append(Revocation(kind: .apiKey, subjectID: key.id, at: now))
  }
}
