import Storage

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
