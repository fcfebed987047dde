import Runtime
import Storage

/// API keys as people make, change and end them: in the dashboard, or with `quartet admin`.
struct APIKeys: Sendable {
  let store: APIKeyStore
  let pepper: KeyPepper
  let ids: any IDGenerator

  /// Who acts, and what the audit log says about it.
  struct Act: Sendable {
    var tenantID: String
    /// Nil for the command line.
    var adminID: String?
    var at: Timestamp
    /// From an action, a key's id and details.
    var entry: @Sendable (_ action: String, _ keyID: String, _ details: [String: String]) -> AuditEntry
  }

  func create(_ new: NewAPIKey, by act: Act) async throws -> CreatedAPIKey {
    let text = APIKeyText(secret: new.isSecret)
    let record = new.record(text, id: ids.next(), tenantID: act.tenantID, createdBy: act.adminID, at: act.at)
    try await store.insert(
      record, hash: pepper.hash(text), audit: act.entry("api_key.create", record.id, record.auditDetails))
    return CreatedAPIKey(text: text, record: record)
  }

  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``, INVALID_ARGUMENT for
  ///   origins that do not fit the key's kind.
  func update(_ id: String, _ change: APIKeyChange, by act: Act) async throws -> APIKeyRecord {
    try await store.update(
      tenantID: act.tenantID, id: id, at: act.at, audit: { act.entry("api_key.update", id, $0.auditDetails) },
      change.applied)
  }

  /// Puts a new key of the same kind, name, origins and scopes in an old one's place.
  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``,
  ///   ``DashboardError/apiKeyRotated``.
  func rotate(_ id: String, _ rotation: APIKeyRotation, by act: Act) async throws -> CreatedAPIKey {
    // The kind is part of the text, so it must be known beforehand; it never changes.
    let isSecret = try await store.key(tenantID: act.tenantID, id: id).isSecret
    let text = APIKeyText(secret: isSecret)
    let newID = ids.next()
    let record = try await store.rotate(
      tenantID: act.tenantID, id: id, hash: pepper.hash(text), overlap: rotation.overlap,
      audit: act.entry(
        "api_key.rotate", id,
        ["replaced_by": newID, "overlap_seconds": String(rotation.overlap.components.seconds)]), at: act.at
    ) { old in
      old.successor(text, id: newID, createdBy: act.adminID, at: act.at)
    }
    return CreatedAPIKey(text: text, record: record)
  }

  /// - Throws: ``DashboardError/apiKeyNotFound``, ``DashboardError/apiKeyEnded``.
  func revoke(_ id: String, by act: Act) async throws -> APIKeyRecord {
    try await store.revoke(tenantID: act.tenantID, id: id, at: act.at) {
      act.entry("api_key.revoke", id, $0.auditDetails)
    }
  }
}
