import Runtime
import Storage

/// Authenticator apps and recovery codes. What checks a code also uses it up, in one transaction.
struct SecondFactorStore: Sendable {
  let database: any Database
  let loginGuard: LoginGuard
  let box: SecretBox
  let pepper: RecoveryCodePepper

  func state(of subject: LoginSubject) async throws -> SecondFactorState {
    try await database.read { tx in try Self.state(tx, subject) }
  }

  /// Stores the secret of an app that is to be confirmed; what is in force stays so.
  func begin(_ secret: [UInt8], of subject: LoginSubject, until expiry: Timestamp, at now: Timestamp) async throws {
    let sealed = try box.seal(secret)
    try await database.write { tx in
      try Self.begin(tx, sealed, of: subject, until: expiry, at: now)
    }
  }

  /// Puts the pending app in force when the code is one of its, and replaces the recovery codes.
  /// - Throws: ``SecondFactorError/invalidCode``, ``SecondFactorError/noEnrollment``.
  func confirm(
    _ code: TOTPCode, of subject: LoginSubject, recoveryCodes: [RecoveryCode], at now: Timestamp, audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      guard try confirm(tx, code, of: subject, recoveryCodes: recoveryCodes, at: now) else {
        throw SecondFactorError.invalidCode
      }
      try AuditLog.append(tx, audit)
    }
  }

  /// Deletes app and recovery codes; false when there was nothing in force.
  @discardableResult
  func remove(_ subject: LoginSubject, audit: AuditEntry) async throws -> Bool {
    try await database.write { tx in
      let wasEnabled = try Self.state(tx, subject).isEnabled
      try tx.execute(
        "DELETE FROM second_factors WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", subject.tenantID,
        subject.kind.rawValue, subject.id)
      if wasEnabled { try AuditLog.append(tx, audit) }
      return wasEnabled
    }
  }

  /// - Throws: ``SecondFactorError/none`` without an app in force.
  func replaceRecoveryCodes(
    _ codes: [RecoveryCode], of subject: LoginSubject, at now: Timestamp, audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      guard try Self.state(tx, subject).isEnabled else { throw SecondFactorError.none }
      try replaceRecoveryCodes(tx, codes, of: subject, at: now)
      try AuditLog.append(tx, audit)
    }
  }

  /// Checks an answer, counts it as a guess, and does what it opens in the same transaction.
  /// - Throws: ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``, or what `complete` throws.
  func prove(
    _ answer: SecondFactorAnswer, of subject: LoginSubject, device: Device, at now: Timestamp,
    then complete: @escaping @Sendable (any Transaction) throws -> Void
  ) async throws {
    // A failure is to be kept, so the transaction must not throw it.
    let isRight = try await database.write { tx in
      let isRight = try check(tx, answer, of: subject, device: device, at: now)
      if isRight { try complete(tx) }
      return isRight
    }
    guard isRight else { throw SecondFactorError.invalidCode }
  }

  // MARK: In transactions of others

  /// Checks an answer and counts it as a guess.
  /// - Throws: ``LockoutError/locked(_:)``.
  func check(
    _ tx: any Transaction, _ answer: SecondFactorAnswer, of subject: LoginSubject, device: Device, at now: Timestamp
  ) throws -> Bool {
    let guess = Guess.code(of: subject, device: device)
    let counters = try loginGuard.counters(tx, guess, at: now)
    try LoginFailures.refuse(tx, counters, at: now)
    let isRight = try accept(tx, answer, of: subject, at: now)
    if isRight {
      try loginGuard.forget(tx, guess, counters, at: now)
    } else {
      try loginGuard.record(tx, guess, counters, at: now)
    }
    return isRight
  }

  /// Puts the pending app in force when the code is one of its; false when it is not.
  /// - Throws: ``SecondFactorError/noEnrollment``.
  func confirm(
    _ tx: any Transaction, _ code: TOTPCode, of subject: LoginSubject, recoveryCodes: [RecoveryCode], at now: Timestamp
  ) throws -> Bool {
    let pending = try tx.first(
      """
      SELECT pending_secret FROM second_factors
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND pending_until > ?
      """, subject.tenantID, subject.kind.rawValue, subject.id, now
    ) { try $0.optionalBlob(0) }
    guard let pending = pending ?? nil else { throw SecondFactorError.noEnrollment }
    guard let step = TOTP(secret: try box.open(pending)).step(of: code, at: now, after: 0) else { return false }
    try tx.execute(
      """
      UPDATE second_factors SET secret = pending_secret, confirmed_at = ?, last_step = ?, pending_secret = NULL,
        pending_until = NULL, updated_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?
      """, now, step, now, subject.tenantID, subject.kind.rawValue, subject.id)
    try replaceRecoveryCodes(tx, recoveryCodes, of: subject, at: now)
    return true
  }

  static func begin(
    _ tx: any Transaction, _ sealed: [UInt8], of subject: LoginSubject, until expiry: Timestamp, at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO second_factors (tenant_id, subject_kind, subject_id, user_id, admin_id, pending_secret, pending_until,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, subject_kind, subject_id) DO UPDATE SET pending_secret = excluded.pending_secret,
        pending_until = excluded.pending_until, updated_at = excluded.updated_at
      """, subject.tenantID, subject.kind.rawValue, subject.id, subject.kind == .user ? subject.id : nil,
      subject.kind == .admin ? subject.id : nil, sealed, expiry, now, now)
  }

  static func state(_ tx: any Transaction, _ subject: LoginSubject) throws -> SecondFactorState {
    try tx.first(
      """
      SELECT f.confirmed_at, (
        SELECT COUNT(*) FROM recovery_codes c
        WHERE c.tenant_id = f.tenant_id AND c.subject_kind = f.subject_kind AND c.subject_id = f.subject_id
          AND c.used_at IS NULL)
      FROM second_factors f WHERE f.tenant_id = ? AND f.subject_kind = ? AND f.subject_id = ?
      """, subject.tenantID, subject.kind.rawValue, subject.id
    ) { SecondFactorState(confirmedAt: try $0.optionalTime(0), recoveryCodesLeft: Int(try $0.int(1))) } ?? .none
  }

  // MARK: Answers

  private func accept(
    _ tx: any Transaction, _ answer: SecondFactorAnswer, of subject: LoginSubject, at now: Timestamp
  ) throws -> Bool {
    switch answer {
    case .code(let code): try accept(tx, code, of: subject, at: now)
    case .recoveryCode(let code): try accept(tx, code, of: subject, at: now)
    }
  }

  /// Moves the last step on to the code's, so that it counts once.
  private func accept(
    _ tx: any Transaction, _ code: TOTPCode, of subject: LoginSubject, at now: Timestamp
  ) throws -> Bool {
    let factor = try tx.first(
      """
      SELECT secret, last_step FROM second_factors
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND confirmed_at IS NOT NULL
      """, subject.tenantID, subject.kind.rawValue, subject.id
    ) { (sealed: try $0.blob(0), lastStep: try $0.int(1)) }
    guard let factor,
      let step = TOTP(secret: try box.open(factor.sealed)).step(of: code, at: now, after: factor.lastStep)
    else { return false }
    return try tx.execute(
      """
      UPDATE second_factors SET last_step = ?, updated_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND last_step < ?
      """, step, now, subject.tenantID, subject.kind.rawValue, subject.id, step) > 0
  }

  private func accept(
    _ tx: any Transaction, _ code: RecoveryCode, of subject: LoginSubject, at now: Timestamp
  ) throws -> Bool {
    let used = try tx.execute(
      """
      UPDATE recovery_codes SET used_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND code_hash = ? AND used_at IS NULL
      """, now, subject.tenantID, subject.kind.rawValue, subject.id, pepper.hash(code, of: subject))
    guard used > 0 else { return false }
    try AuditLog.append(
      tx, .secondFactor("second_factor.recovery_code_used", of: subject, ipAddress: nil, at: now))
    return true
  }

  private func replaceRecoveryCodes(
    _ tx: any Transaction, _ codes: [RecoveryCode], of subject: LoginSubject, at now: Timestamp
  ) throws {
    try tx.execute(
      "DELETE FROM recovery_codes WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", subject.tenantID,
      subject.kind.rawValue, subject.id)
    for code in codes {
      try tx.execute(
        """
        INSERT INTO recovery_codes (tenant_id, subject_kind, subject_id, code_hash, created_at) VALUES (?, ?, ?, ?, ?)
        """, subject.tenantID, subject.kind.rawValue, subject.id, pepper.hash(code, of: subject), now)
    }
  }
}
