import Storage

/// Logins that wait for the second factor. Ending one and what it opens are one transaction.
struct LoginChallengeStore: Sendable {
  let database: any Database
  let factors: SecondFactorStore

  /// Where an `mfa_token` may be presented: end users' with a key of their tenant, admins' at a door that
  /// names no tenant.
  enum Door: Sendable, Equatable {
    case users(tenantID: String)
    case admins
  }

  /// What an answer came to.
  private enum Outcome: Sendable {
    case passed
    case wrongCode
    case noChallenge
  }

  func insert(_ challenge: LoginChallenge) async throws {
    _ = try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO login_challenges (tenant_id, token_hash, subject_kind, subject_id, purpose, wrong_codes,
          created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, challenge.subject.tenantID, challenge.tokenHash, challenge.subject.kind.rawValue, challenge.subject.id,
        challenge.purpose.rawValue, challenge.wrongCodes, challenge.createdAt,
        challenge.createdAt.adding(LoginChallenge.lifetime))
    }
  }

  /// Whose login a token waits for.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func subject(
    _ token: String, _ purpose: LoginChallenge.Purpose, at door: Door, at now: Timestamp
  ) async throws -> LoginSubject {
    guard let challenge = try await database.read({ try Self.live($0, token, purpose, door, at: now) }) else {
      throw SecondFactorError.invalidToken
    }
    return challenge.subject
  }

  /// Ends a login's wait with a right answer.
  /// - Parameter complete: stores the session in the same transaction, so that no login is lost between the two.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``,
  ///   what `complete` throws.
  func redeem(
    _ token: String, at door: Door, with answer: SecondFactorAnswer, device: Device, at now: Timestamp,
    then complete: @escaping @Sendable (any Transaction) throws -> Void
  ) async throws {
    try await end(token, .verify, at: door, at: now) { tx, challenge in
      guard try factors.check(tx, answer, of: challenge.subject, device: device, at: now) else { return false }
      try complete(tx)
      return true
    }
  }

  /// Whose enrolment a token opens, having stored the secret that is to be confirmed.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func begin(
    _ secret: [UInt8], _ token: String, at door: Door, until expiry: Timestamp, at now: Timestamp
  ) async throws -> LoginSubject {
    let sealed = try factors.box.seal(secret)
    return try await database.write { tx in
      guard let challenge = try Self.live(tx, token, .enroll, door, at: now),
        try !SecondFactorStore.state(tx, challenge.subject).isEnabled
      else { throw SecondFactorError.invalidToken }
      try SecondFactorStore.begin(tx, sealed, of: challenge.subject, until: expiry, at: now)
      return challenge.subject
    }
  }

  /// Ends a login's wait with the first code of a new app.
  /// - Parameter complete: stores the session in the same transaction.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``,
  ///   ``SecondFactorError/noEnrollment``, what `complete` throws.
  func confirm(
    _ code: TOTPCode, _ token: String, at door: Door, recoveryCodes: [RecoveryCode], device: Device, at now: Timestamp,
    then complete: @escaping @Sendable (any Transaction) throws -> Void
  ) async throws {
    try await end(token, .enroll, at: door, at: now) { tx, challenge in
      // Somebody else with the password may have enrolled meanwhile: their app is not to be replaced.
      guard try !SecondFactorStore.state(tx, challenge.subject).isEnabled else { throw SecondFactorError.invalidToken }
      guard try factors.confirm(tx, code, of: challenge.subject, recoveryCodes: recoveryCodes, at: now)
      else { return false }
      try AuditLog.append(
        tx, .secondFactor("second_factor.enroll", of: challenge.subject, ipAddress: device.ipAddress, at: now))
      try complete(tx)
      return true
    }
  }

  /// Deletes what has expired.
  func prune(at now: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM login_challenges WHERE expires_at < ?", now) }
  }

  /// Ends every wait of somebody whose password is no longer what it was.
  static func endAll(_ tx: any Transaction, of subject: LoginSubject) throws {
    try tx.execute(
      "DELETE FROM login_challenges WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", subject.tenantID,
      subject.kind.rawValue, subject.id)
  }

  // MARK: Steps

  private func end(
    _ token: String, _ purpose: LoginChallenge.Purpose, at door: Door, at now: Timestamp,
    _ check: @escaping @Sendable (any Transaction, LoginChallenge) throws -> Bool
  ) async throws {
    // A failure is to be counted, so the transaction must not throw it.
    let outcome = try await database.write { tx -> Outcome in
      guard let challenge = try Self.live(tx, token, purpose, door, at: now) else { return .noChallenge }
      guard try check(tx, challenge) else {
        try Self.countWrongCode(tx, challenge)
        return .wrongCode
      }
      try Self.delete(tx, challenge)
      return .passed
    }
    switch outcome {
    case .passed: return
    case .wrongCode: throw SecondFactorError.invalidCode
    case .noChallenge: throw SecondFactorError.invalidToken
    }
  }

  private static func live(
    _ tx: any Transaction, _ token: String, _ purpose: LoginChallenge.Purpose, _ door: Door, at now: Timestamp
  ) throws -> LoginChallenge? {
    let (kind, tenantID): (LoginSubject.Kind, String?) =
      switch door {
      case .users(let tenantID): (.user, tenantID)
      case .admins: (.admin, nil)
      }
    let tokenHash = SecretToken.hash(token)
    let challenge = try tx.first(
      """
      SELECT c.tenant_id, c.subject_id, c.wrong_codes, c.created_at
      FROM login_challenges c JOIN tenants t ON t.id = c.tenant_id
      WHERE c.token_hash = ? AND c.purpose = ? AND c.subject_kind = ? AND c.expires_at > ? AND t.status = 'active'
      """, tokenHash, purpose.rawValue, kind.rawValue, now
    ) { row in
      LoginChallenge(
        tokenHash: tokenHash, subject: LoginSubject(kind: kind, tenantID: try row.text(0), id: try row.text(1)),
        purpose: purpose, wrongCodes: try row.int(2), createdAt: try row.time(3))
    }
    guard let challenge, tenantID == nil || tenantID == challenge.subject.tenantID else { return nil }
    return challenge
  }

  private static func countWrongCode(_ tx: any Transaction, _ challenge: LoginChallenge) throws {
    if challenge.wrongCodes + 1 >= LoginChallenge.maximumWrongCodes { return try delete(tx, challenge) }
    try tx.execute(
      "UPDATE login_challenges SET wrong_codes = ? WHERE tenant_id = ? AND token_hash = ?", challenge.wrongCodes + 1,
      challenge.subject.tenantID, challenge.tokenHash)
  }

  private static func delete(_ tx: any Transaction, _ challenge: LoginChallenge) throws {
    try tx.execute(
      "DELETE FROM login_challenges WHERE tenant_id = ? AND token_hash = ?", challenge.subject.tenantID,
      challenge.tokenHash)
  }
}
