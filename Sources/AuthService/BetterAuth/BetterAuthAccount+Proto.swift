import Contracts
import Runtime

extension NewBetterAuthAccount {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateIdentityAccountRequest) throws {
    var violations = Violations()
    if proto.hasID { violations.chosenID(proto.id, "id") }
    violations.require(!proto.userID.isEmpty, "user_id", "Field required", type: "missing")
    violations.text(proto.providerID, "provider_id", 1...64)
    let isCredential = proto.providerID == BetterAuthAccount.credential
    if !isCredential || proto.hasAccountID { violations.text(proto.accountID, "account_id", 1...255) }
    // A password must never open another user's door.
    violations.require(
      !isCredential || !proto.hasAccountID || proto.accountID == proto.userID, "account_id",
      "must be the user's id for provider 'credential'")
    violations.require(
      isCredential || !proto.hasPassword, "password", "belongs on the account of provider 'credential'")
    if proto.hasPassword { violations.text(proto.password, "password", 1...1024) }
    let tokens = ProviderTokens(
      access: violations.token(proto.hasAccessToken ? proto.accessToken : nil, "access_token"),
      refresh: violations.token(proto.hasRefreshToken ? proto.refreshToken : nil, "refresh_token"),
      id: violations.token(proto.hasIDToken ? proto.idToken : nil, "id_token"),
      accessExpiresAt: proto.hasAccessTokenExpiresAt
        ? violations.moment(proto.accessTokenExpiresAt, "access_token_expires_at") : nil,
      refreshExpiresAt: proto.hasRefreshTokenExpiresAt
        ? violations.moment(proto.refreshTokenExpiresAt, "refresh_token_expires_at") : nil,
      scope: violations.scope(proto.hasScope ? proto.scope : nil))
    let createdAt = proto.hasCreatedAt ? violations.moment(proto.createdAt, "created_at") : nil
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(
      id: proto.hasID ? proto.id : nil, userID: proto.userID,
      accountID: isCredential ? proto.userID : proto.accountID, providerID: proto.providerID,
      tokens: BetterAuthAccountChange(tokens: tokens).tokens(from: ProviderTokens()),
      passwordHash: proto.hasPassword ? proto.password : nil, createdAt: createdAt, updatedAt: updatedAt)
  }
}

extension BetterAuthAccountChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateIdentityAccountRequest) throws {
    var violations = Violations()
    let tokens = ProviderTokens(
      access: violations.token(proto.hasAccessToken ? proto.accessToken : nil, "access_token"),
      refresh: violations.token(proto.hasRefreshToken ? proto.refreshToken : nil, "refresh_token"),
      id: violations.token(proto.hasIDToken ? proto.idToken : nil, "id_token"),
      accessExpiresAt: proto.hasAccessTokenExpiresAt
        ? violations.moment(proto.accessTokenExpiresAt, "access_token_expires_at") : nil,
      refreshExpiresAt: proto.hasRefreshTokenExpiresAt
        ? violations.moment(proto.refreshTokenExpiresAt, "refresh_token_expires_at") : nil,
      scope: violations.scope(proto.hasScope ? proto.scope : nil))
    if proto.hasPassword { violations.text(proto.password, "password", 1...1024) }
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(tokens: tokens, passwordHash: proto.hasPassword ? proto.password : nil, updatedAt: updatedAt)
  }
}

extension Violations {
  fileprivate mutating func token(_ text: String?, _ field: String) -> String? {
    if let text { self.text(text, field, 0...16384) }
    return text
  }

  fileprivate mutating func scope(_ text: String?) -> String? {
    if let text { self.text(text, "scope", 0...2000) }
    return text
  }
}

extension AuthV1.GetIdentityAccountByProviderRequest {
  /// - Throws: INVALID_ARGUMENT with every missing field.
  func check() throws {
    var violations = Violations()
    violations.require(!providerID.isEmpty, "provider_id", "Field required", type: "missing")
    violations.require(!accountID.isEmpty, "account_id", "Field required", type: "missing")
    try violations.throwIfAny()
  }
}

extension BetterAuthAccount {
  var asProto: AuthV1.IdentityAccount {
    .with {
      $0.id = id
      $0.userID = userID
      $0.accountID = accountID
      $0.providerID = providerID
      if let token = tokens.access { $0.accessToken = token }
      if let token = tokens.refresh { $0.refreshToken = token }
      if let token = tokens.id { $0.idToken = token }
      if let end = tokens.accessExpiresAt { $0.accessTokenExpiresAt = end.asProto }
      if let end = tokens.refreshExpiresAt { $0.refreshTokenExpiresAt = end.asProto }
      if let scope = tokens.scope { $0.scope = scope }
      if let passwordHash { $0.password = passwordHash }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }

  /// Nil without a password.
  var asPasswordProto: AuthV1.IdentityPassword? {
    passwordHash.map { hash in
      .with {
        $0.id = id
        $0.userID = userID
        $0.accountID = accountID
        $0.providerID = providerID
        $0.password = hash
      }
    }
  }
}
