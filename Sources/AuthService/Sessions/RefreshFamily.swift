import Storage

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

/// The refresh tokens of one session. Without rotation there is one; with it each use of the newest makes
/// a newer one, and the token before the newest is tolerated: its successor may have been lost on the way,
/// or another tab may have asked at the same time. That lasts until the newest is used, which makes a newer
/// one yet. Anything older was copied by somebody (RFC 9700, section 4.14.2).
struct RefreshFamily: Sendable, Equatable {
  /// SHA-256 of the token that the login gave.
  var firstHash: [UInt8]
  /// The newest token's number, which has not been used.
  var generation: Int64
  /// When the newest token was issued; without meaning for the first.
  var issuedAt: Timestamp

  enum Verdict: Sendable, Equatable {
    /// The token stays.
    case keep
    /// The token is replaced.
    case rotate
    /// The newest token is given once more.
    case repeatNewest
    /// A token that was replaced, and whose successor was used.
    case reused
    case unknown
  }

  func verdict(on token: RefreshToken, rotates: Bool) -> Verdict {
    if token.generation == 0 && token.hash != firstHash { return .unknown }
    if token.generation == generation { return rotates ? .rotate : .keep }
    if token.generation == generation - 1 { return .repeatNewest }
    // A number that was never given out comes from a database that was restored since.
    return token.generation < generation ? .reused : .unknown
  }

  /// The family with one token more.
  func rotated(at now: Timestamp) -> RefreshFamily {
    RefreshFamily(firstHash: firstHash, generation: generation + 1, issuedAt: now)
  }
}
