import Storage

extension SessionStore {
  /// What a refresh token is good for.
  enum Renewal: Sendable {
    /// The session goes on with the same token.
    case kept(LoginSession)
    /// The session goes on with the newest token of the family.
    case replaced(LoginSession, RefreshFamily)
    case refused
  }

  /// Judges a refresh token and does what follows: rotation, or the session's end when the token was copied.
  /// - Parameter device: where the token comes from, for the audit entry about a copied one.
  func renew(_ token: RefreshToken, rotates: Bool, device: Device, at now: Timestamp) async throws -> Renewal {
    // Without rotation nothing is written.
    let judged = try await database.read(tenant: token.tenantID) { tenant in
      try Self.judge(tenant, token, rotates: rotates, at: now)
    }
    if let renewal = judged?.renewal { return renewal }
    guard judged != nil else { return .refused }
    let renewal = try await database.write(tenant: token.tenantID) { tenant in
      // Another tab may have been faster since.
      guard let judged = try Self.judge(tenant, token, rotates: rotates, at: now) else { return Renewal.refused }
      if judged.verdict == .rotate { return try Self.rotate(tenant, judged, at: now) }
      if judged.verdict == .reused { return try Self.revoke(tenant, judged, token, device: device, at: now) }
      return judged.renewal ?? .refused
    }
    signal.wake()
    return renewal
  }

  /// A token with the session that it belongs to.
  private struct Judged: Sendable {
    var session: LoginSession
    var family: RefreshFamily
    var verdict: RefreshFamily.Verdict

    /// What is clear without a write.
    var renewal: Renewal? {
      switch verdict {
      case .keep: .kept(session)
      case .repeatNewest: .replaced(session, family)
      case .unknown: .refused
      case .rotate, .reused: nil
      }
    }
  }

  private static func judge(
    _ tenant: TenantTransaction, _ token: RefreshToken, rotates: Bool, at now: Timestamp
  ) throws -> Judged? {
    guard let (session, family) = try tenant.refreshableSession(id: token.sessionID, at: now) else { return nil }
    return Judged(session: session, family: family, verdict: family.verdict(on: token, rotates: rotates))
  }

  private static func rotate(_ tenant: TenantTransaction, _ judged: Judged, at now: Timestamp) throws -> Renewal {
    let family = judged.family.rotated(at: now)
    try tenant.setRefreshFamily(family, ofSession: judged.session.id, at: now)
    return .replaced(judged.session, family)
  }

  private static func revoke(
    _ tenant: TenantTransaction, _ judged: Judged, _ token: RefreshToken, device: Device, at now: Timestamp
  ) throws -> Renewal {
    let session = judged.session
    try tenant.endSession(id: session.id, at: now)
    var entry = AuditEntry.account(
      "token.reuse_detected", of: session.userID, tenantID: tenant.id, device: device,
      details: [
        "session_id": session.id, "generation": String(token.generation),
        "newest_generation": String(judged.family.generation),
      ], at: now)
    // Whoever presented the token may well not be the user.
    entry.actor = .system
    try tenant.append(entry)
    return .refused
  }
}
