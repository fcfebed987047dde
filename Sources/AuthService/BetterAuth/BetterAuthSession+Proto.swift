import Contracts
import Runtime

extension NewBetterAuthSession {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateIdentitySessionRequest) throws {
    var violations = Violations()
    if proto.hasID { violations.chosenID(proto.id, "id") }
    violations.require(!proto.userID.isEmpty, "user_id", "Field required", type: "missing")
    if proto.hasToken { violations.visibleASCII(proto.token, "token", 1...512) }
    violations.require(proto.hasExpiresAt, "expires_at", "Field required", type: "missing")
    let expiresAt = violations.moment(proto.expiresAt, "expires_at")
    violations.text(proto.ipAddress, "ip_address", 0...64)
    violations.require(!proto.userAgent.utf8.contains(0), "user_agent", "must not contain NUL characters")
    let createdAt = proto.hasCreatedAt ? violations.moment(proto.createdAt, "created_at") : nil
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(
      id: proto.hasID ? proto.id : nil, userID: proto.userID, token: proto.hasToken ? proto.token : nil,
      expiresAt: expiresAt, ipAddress: proto.ipAddress.isEmpty ? nil : proto.ipAddress,
      userAgent: proto.userAgent.isEmpty ? nil : String(proto.userAgent.prefix(512)), createdAt: createdAt,
      updatedAt: updatedAt)
  }
}

extension BetterAuthSessionChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateIdentitySessionRequest) throws {
    var violations = Violations()
    let expiresAt = proto.hasExpiresAt ? violations.moment(proto.expiresAt, "expires_at") : nil
    violations.text(proto.ipAddress, "ip_address", 0...64)
    violations.require(!proto.userAgent.utf8.contains(0), "user_agent", "must not contain NUL characters")
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(
      expiresAt: expiresAt, ipAddress: proto.hasIpAddress ? proto.ipAddress : nil,
      userAgent: proto.hasUserAgent ? String(proto.userAgent.prefix(512)) : nil, updatedAt: updatedAt)
  }
}

extension BetterAuthSession {
  var asProto: AuthV1.IdentitySession { asProto(token: token) }

  /// With the token that the caller asked with.
  func asProto(token: String?) -> AuthV1.IdentitySession {
    .with {
      $0.id = id
      $0.userID = userID
      if let token { $0.token = token }
      $0.expiresAt = expiresAt.asProto
      if let ipAddress { $0.ipAddress = ipAddress }
      if let userAgent { $0.userAgent = userAgent }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
