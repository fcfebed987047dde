import Storage

/// Logins that wait for the second factor. Ending one and what it opens are one transaction.
struct LoginChallengeStore: Sendable {
  let database: any Database
  let factors: SecondFactorStore

  /// Whom an `mfa_token` may belong to where it is presented: end users come with a key of their tenant, admins
  /// name no tenant.
  enum Audience: Sendable, Equatable {
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
    try await database.write(tenant: challenge.subject.tenantID) { try $0.insert(challenge) }
  }

  /// Whose login a token waits for.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func subject(
    _ token: String, _ purpose: LoginChallenge.Purpose, at audience: Audience, at now: Timestamp
  ) async throws -> LoginSubject {
    guard let challenge = try await database.read({ try Self.live($0, token, purpose, audience, at: now) }) else {
      throw SecondFactorError.invalidToken
    }
    return challenge.subject
  }

  /// Ends a login's wait with a right answer.
  /// - Parameter complete: stores the session in the same transaction, so that no login is lost between the two.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``,
  ///   what `complete` throws.
  func redeem(
    _ token: String, at audience: Audience, with answer: SecondFactorAnswer, device: Device, at now: Timestamp,
    then complete: @escaping @Sendable (TenantTransaction) throws -> Void
  ) async throws {
    try await end(token, .verify, at: audience, at: now) { tenant, subject in
      guard try factors.check(tenant, answer, of: subject, device: device, at: now) else { return false }
      try complete(tenant)
      return true
    }
  }

  /// Whose enrolment a token opens, having stored the secret that is to be confirmed.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func begin(
    _ secret: [UInt8], _ token: String, at audience: Audience, until expiry: Timestamp, at now: Timestamp
  ) async throws -> LoginSubject {
    let sealed = try factors.box.seal(secret)
    return try await database.write { tx in
      guard let subject = try Self.live(tx, token, .enroll, audience, at: now)?.subject else {
        throw SecondFactorError.invalidToken
      }
      let tenant = TenantTransaction(subject.tenantID, tx)
      guard try !tenant.secondFactor(of: subject).isEnabled else { throw SecondFactorError.invalidToken }
      try tenant.insertPendingApp(sealed, of: subject, until: expiry, at: now)
      return subject
    }
  }

  /// Ends a login's wait with the first code of a new app.
  /// - Parameter complete: stores the session in the same transaction.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``,
  ///   ``SecondFactorError/noEnrollment``, what `complete` throws.
  func confirm(
    _ code: TOTPCode, _ token: String, at audience: Audience, recoveryCodes: [RecoveryCode], device: Device,
    at now: Timestamp,
    then complete: @escaping @Sendable (TenantTransaction) throws -> Void
  ) async throws {
    try await end(token, .enroll, at: audience, at: now) { tenant, subject in
      // Somebody else with the password may have enrolled meanwhile: their app is not to be replaced.
      guard try !tenant.secondFactor(of: subject).isEnabled else { throw SecondFactorError.invalidToken }
      guard try factors.confirm(tenant, code, of: subject, recoveryCodes: recoveryCodes, at: now)
      else { return false }
      try tenant.append(.secondFactor("second_factor.enroll", of: subject, device: device, at: now))
      try complete(tenant)
      return true
    }
  }

  /// Deletes what has expired.
  func prune(at now: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM login_challenges WHERE expires_at < ?", now) }
  }

  // MARK: Steps

  /// - Parameter check: gets the tenant and the subject of the login that waits.
  private func end(
    _ token: String, _ purpose: LoginChallenge.Purpose, at audience: Audience, at now: Timestamp,
    _ check: @escaping @Sendable (TenantTransaction, LoginSubject) throws -> Bool
  ) async throws {
    // A failure is to be counted, so the transaction must not throw it.
    let outcome = try await database.write { tx -> Outcome in
      guard let challenge = try Self.live(tx, token, purpose, audience, at: now) else { return .noChallenge }
      let tenant = TenantTransaction(challenge.subject.tenantID, tx)
      guard try check(tenant, challenge.subject) else {
        try tenant.countWrongCode(of: challenge)
        return .wrongCode
      }
      try tenant.delete(challenge)
      return .passed
    }
    switch outcome {
    case .passed: return
    case .wrongCode: throw SecondFactorError.invalidCode
    case .noChallenge: throw SecondFactorError.invalidToken
    }
  }

  /// Among all tenants' logins: the token is a secret of its own, and an admin's is all that names the tenant.
  private static func live(
    _ tx: any Transaction, _ token: String, _ purpose: LoginChallenge.Purpose, _ audience: Audience, at now: Timestamp
  ) throws -> LoginChallenge? {
    let (kind, tenantID): (LoginSubject.Kind, String?) =
      switch audience {
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
}
