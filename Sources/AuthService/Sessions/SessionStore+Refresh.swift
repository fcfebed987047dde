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
    let judged = try await database.read { tx in try Self.judge(tx, token, rotates: rotates, at: now) }
    if let renewal = judged?.renewal { return renewal }
    guard judged != nil else { return .refused }
    let renewal = try await database.write { tx in
      // Another tab may have been faster since.
      guard let judged = try Self.judge(tx, token, rotates: rotates, at: now) else { return Renewal.refused }
      if judged.verdict == .rotate { return try Self.rotate(tx, judged, at: now) }
      if judged.verdict == .reused { return try Self.revoke(tx, judged, token, device: device, at: now) }
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
    _ tx: any Transaction, _ token: RefreshToken, rotates: Bool, at now: Timestamp
  ) throws -> Judged? {
    try tx.first(
      """
      SELECT \(columns), s.refresh_hash, s.refresh_generation, s.refresh_issued_at FROM \(validSessions)
        AND s.tenant_id = ? AND s.id = ? AND s.refresh_hash IS NOT NULL
      """, now, token.tenantID, token.sessionID
    ) { row in
      let family = RefreshFamily(
        firstHash: try row.blob(6), generation: try row.int(7), issuedAt: try row.time(8))
      return Judged(
        session: try session(row), family: family, verdict: family.verdict(on: token, rotates: rotates))
    }
  }

  private static func rotate(_ tx: any Transaction, _ judged: Judged, at now: Timestamp) throws -> Renewal {
    let family = judged.family.rotated(at: now)
    try tx.execute(
      "UPDATE sessions SET refresh_generation = ?, refresh_issued_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      family.generation, family.issuedAt, now, judged.session.tenantID, judged.session.id)
    return .replaced(judged.session, family)
  }

  private static func revoke(
    _ tx: any Transaction, _ judged: Judged, _ token: RefreshToken, device: Device, at now: Timestamp
  ) throws -> Renewal {
    let session = judged.session
    _ = try end(tx, tenantID: session.tenantID, id: session.id, at: now)
    var entry = AuditEntry.account(
      "token.reuse_detected", of: session.userID, tenantID: session.tenantID, device: device,
      details: [
        "session_id": session.id, "generation": String(token.generation),
        "newest_generation": String(judged.family.generation),
      ], at: now)
    // Whoever presented the token may well not be the user.
    entry.actor = .system
    try AuditLog.append(tx, entry)
    return .refused
  }
}
