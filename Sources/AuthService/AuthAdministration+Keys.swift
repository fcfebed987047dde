import Runtime
import Storage

extension AuthAdministration {
  /// A new API key with its text, which can't be had again.
  public struct NewKey: Sendable {
    public var text: String
    public var record: APIKeyRecord
  }

  /// Makes an API key.
  /// - Returns: the key's text, which can't be had again.
  /// - Throws: as ``makeAPIKey(tenantID:name:secret:origins:scopes:expiresAt:)``.
  public func createAPIKey(
    tenantID: String = Caller.defaultTenantID, secret: Bool, origins: [String] = []
  ) async throws -> String {
    try await makeAPIKey(tenantID: tenantID, name: secret ? "secret" : "web", secret: secret, origins: origins).text
  }

  /// Makes an API key.
  /// - Parameters:
  ///   - origins: where a publishable key is accepted from, as `scheme://host[:port]` or "*".
  ///   - scopes: what it may be used for, by `KeyScope`'s names; empty for everything.
  ///   - expiresAt: when it ends by itself.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`, INVALID_ARGUMENT with every bad field.
  public func makeAPIKey(
    tenantID: String = Caller.defaultTenantID, name: String, secret: Bool, origins: [String] = [],
    scopes: [String] = [], expiresAt: Timestamp? = nil
  ) async throws -> NewKey {
    let tenant = try await tenants.active(tenantID)
    var violations = Violations()
    let new = NewAPIKey(
      name: violations.keyName(name), isSecret: secret,
      allowedOrigins: violations.origins(origins, "allowed_origins", isSecret: secret),
      scopes: violations.scopes(scopes, "scopes"), expiresAt: expiresAt)
    violations.require(expiresAt.map { $0 > clock.now() } ?? true, "expires_at", "must be in the future")
    try violations.throwIfAny()
    let made = try await keys.create(new, by: act(tenant.id))
    return NewKey(text: made.text.text, record: made.record)
  }

  /// A tenant's keys, oldest first, revoked ones included.
  public func listKeys(tenantID: String = Caller.defaultTenantID) async throws -> [APIKeyRecord] {
    try await keys.store.all(tenantID: tenantID)
  }

  /// The record of a key whose text is at hand, or nil when it is unknown, revoked or mistyped.
  public func findKey(_ plaintext: String) async throws -> APIKeyRecord? {
    guard let text = APIKeyText(plaintext) else { return nil }
    return try await keys.store.validKey(hash: keys.pepper.hash(text), at: clock.now())
  }

  /// Puts a new key in the place of one, of whatever tenant.
  /// - Parameter overlap: how long the old key still works, at most 7 days; nil for 24 hours.
  /// - Throws: NOT_FOUND `API_KEY_NOT_FOUND`, FAILED_PRECONDITION `API_KEY_ENDED` or `API_KEY_ROTATED`,
  ///   INVALID_ARGUMENT for a bad overlap.
  public func rotateAPIKey(id: String, overlap: Duration? = nil) async throws -> NewKey {
    let overlap = overlap ?? APIKeyRotation.standardOverlap
    var violations = Violations()
    violations.require(
      overlap >= .zero && overlap <= APIKeyRotation.maximumOverlap, "overlap", "should be between 0 and 7 days")
    try violations.throwIfAny()
    let made = try await keys.rotate(
      id, APIKeyRotation(overlap: overlap), by: act(keys.store.tenantID(ofKey: id)))
    return NewKey(text: made.text.text, record: made.record)
  }

  /// Revokes a key of whatever tenant.
  /// - Throws: NOT_FOUND `API_KEY_NOT_FOUND`, FAILED_PRECONDITION `API_KEY_ENDED` for one that was revoked
  ///   or has expired before.
  public func revokeAPIKey(id: String) async throws {
    _ = try await keys.revoke(id, by: act(keys.store.tenantID(ofKey: id)))
  }

  /// Changes where the publishable key whose text is at hand is accepted from. A key that is not accepted any
  /// more, or from anywhere, stays as it is.
  public func moveOrigins(ofKey plaintext: String, from former: Set<String>, to origins: [String]) async throws {
    guard let key = try await findKey(plaintext), !key.isSecret, !key.allowedOrigins.contains("*") else { return }
    let kept = key.allowedOrigins.filter { !former.contains($0) || origins.contains($0) }
    let moved = kept + origins.filter { !kept.contains($0) }
    guard moved != key.allowedOrigins else { return }
    _ = try await keys.update(key.id, APIKeyChange(allowedOrigins: moved), by: act(key.tenantID))
  }

  /// Adds an origin to every publishable key of the tenant that lacks it.
  /// - Throws: INVALID_ARGUMENT for text that is not an origin.
  public func addAllowedOrigin(_ origin: String, tenantID: String = Caller.defaultTenantID) async throws {
    var violations = Violations()
    let read = Origin(origin)
    violations.require(read != nil, "origin", "'\(origin)' is not an origin", type: "url_parsing")
    try await keys.store.allow(violations.checked(read), tenantID: tenantID, at: clock.now())
  }

  private func act(_ tenantID: String) -> APIKeys.Act {
    let now = clock.now()
    return APIKeys.Act(tenantID: tenantID, adminID: nil, at: now) { action, keyID, details in
      .operation(action, tenantID: tenantID, targetType: "api_key", targetID: keyID, details: details, at: now)
    }
  }
}
