/// A refresh token as a client presents it, its signature checked.
struct RefreshToken: Sendable, Equatable {
  var tenantID: String
  var sessionID: String
  /// 0 for the token that the login gave; rotation counts up from there.
  var generation: Int64
  var hash: [UInt8]

  /// Nil for claims whose `jti` is not one of the session's.
  init?(_ token: String, _ claims: TokenClaims) {
    // Tokens from before rotation existed have no `jti`: they are their logins' first ones.
    guard let generation = claims.jti.map({ Self.generation($0, claims.sid) }) ?? 0 else { return nil }
    self.tenantID = claims.tid
    self.sessionID = claims.sid
    self.generation = generation
    self.hash = SecretToken.hash(token)
  }

  /// A token's `jti`.
  static func id(sessionID: String, generation: Int64) -> String { "\(sessionID).\(generation)" }

  private static func generation(_ id: String, _ sessionID: String) -> Int64? {
    guard id.hasPrefix("\(sessionID).") else { return nil }
    return Int64(id.dropFirst(sessionID.utf8.count + 1)).flatMap { $0 >= 0 ? $0 : nil }
  }
}
