import Contracts
import Runtime
import Storage

extension NewAPIKey {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateApiKeyRequest, at now: Timestamp) throws {
    var violations = Violations()
    let name = violations.keyName(proto.name)
    let isSecret = violations.isSecret(proto.kind)
    // Without a kind there is no telling what origins it wants.
    let origins = isSecret.map { violations.origins(proto.allowedOrigins, "allowed_origins", isSecret: $0) }
    let scopes = violations.scopes(proto.scopes, "scopes")
    let expiresAt = proto.hasExpiresAt ? violations.moment(proto.expiresAt, "expires_at") : nil
    violations.require(expiresAt.map { $0 > now } ?? true, "expires_at", "must be in the future")
    self.init(
      name: name, isSecret: try violations.checked(isSecret), allowedOrigins: origins ?? [], scopes: scopes,
      expiresAt: expiresAt)
  }
}

extension APIKeyChange {
  /// - Throws: INVALID_ARGUMENT with every bad field but the origins, which depend on the key.
  init(proto: AuthV1.UpdateApiKeyRequest) throws {
    var violations = Violations()
    let name = proto.hasName ? violations.keyName(proto.name) : nil
    let scopes = proto.hasScopes ? violations.scopes(proto.scopes.scopes, "scopes") : nil
    try violations.throwIfAny()
    self.init(
      name: name, allowedOrigins: proto.hasAllowedOrigins ? proto.allowedOrigins.origins : nil, scopes: scopes)
  }
}

extension APIKeyRotation {
  /// - Throws: INVALID_ARGUMENT naming `overlap_seconds`.
  init(proto: AuthV1.RotateApiKeyRequest) throws {
    var violations = Violations()
    if proto.hasOverlapSeconds {
      violations.number(proto.overlapSeconds, "overlap_seconds", 0...Self.maximumOverlap.components.seconds)
    }
    try violations.throwIfAny()
    self.init(overlap: proto.hasOverlapSeconds ? .seconds(proto.overlapSeconds) : Self.standardOverlap)
  }
}

extension Violations {
  fileprivate mutating func isSecret(_ kind: AuthV1.ApiKeyKind) -> Bool? {
    switch kind {
    case .publishable: return false
    case .secret: return true
    case .unspecified: add("kind", "Field required", type: "missing")
    case .UNRECOGNIZED: add("kind", "must be 'publishable' or 'secret'", type: "enum")
    }
    return nil
  }
}

extension APIKeyRecord {
  func asTenantProto(at now: Timestamp) -> AuthV1.TenantApiKey {
    .with {
      $0.id = id
      $0.name = name
      $0.kind = isSecret ? .secret : .publishable
      $0.hint = hint
      $0.status = status(at: now).asProto
      $0.allowedOrigins = allowedOrigins
      $0.scopes = scopes
      if let createdBy { $0.createdBy = createdBy }
      $0.createdAt = createdAt.asProto
      if let lastUsedAt { $0.lastUsedAt = lastUsedAt.asProto }
      if let expiresAt { $0.expiresAt = expiresAt.asProto }
      if let revokedAt { $0.revokedAt = revokedAt.asProto }
      if let replacedBy { $0.replacedBy = replacedBy }
    }
  }
}

extension APIKeyRecord.Status {
  var asProto: AuthV1.ApiKeyStatus {
    switch self {
    case .active: .active
    case .expired: .expired
    case .revoked: .revoked
    }
  }
}

extension CreatedAPIKey {
  func asProto(at now: Timestamp) -> AuthV1.CreatedApiKey {
    .with {
      $0.key = text.text
      $0.apiKey = record.asTenantProto(at: now)
    }
  }
}

extension ListPage<APIKeyRecord> {
  func asProto(at now: Timestamp) -> AuthV1.ListApiKeysResponse {
    .with {
      $0.apiKeys = items.map { $0.asTenantProto(at: now) }
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
      $0.availableScopes = KeyScope.allCases.map(\.asProto)
    }
  }
}

extension KeyScope {
  var asProto: AuthV1.ApiKeyScope {
    .with {
      $0.name = rawValue
      $0.pathPrefixes = pathPrefixes
    }
  }
}
