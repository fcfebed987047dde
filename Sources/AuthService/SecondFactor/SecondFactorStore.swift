import Runtime
import Storage

/// Authenticator apps and recovery codes. What checks a code also uses it up, in one transaction.
struct SecondFactorStore: Sendable {
  let database: any Database
  let loginGuard: LoginGuard
  let box: SecretBox
  let pepper: RecoveryCodePepper

  func state(of subject: LoginSubject) async throws -> SecondFactorState {
    try await database.read(tenant: subject.tenantID) { try $0.secondFactor(of: subject) }
  }

  /// Stores the secret of an app that is to be confirmed; what is in force stays so.
  func begin(_ secret: [UInt8], of subject: LoginSubject, until expiry: Timestamp, at now: Timestamp) async throws {
    let sealed = try box.seal(secret)
    try await database.write(tenant: subject.tenantID) { tenant in
      try tenant.insertPendingApp(sealed, of: subject, until: expiry, at: now)
    }
  }

  /// Puts the pending app in force when the code is one of its, and replaces the recovery codes.
  /// - Throws: ``SecondFactorError/invalidCode``, ``SecondFactorError/noEnrollment``.
  func confirm(
    _ code: TOTPCode, of subject: LoginSubject, recoveryCodes: [RecoveryCode], at now: Timestamp, audit: AuditEntry
  ) async throws {
    try await database.write(tenant: subject.tenantID) { tenant in
      guard try confirm(tenant, code, of: subject, recoveryCodes: recoveryCodes, at: now) else {
        throw SecondFactorError.invalidCode
      }
      try tenant.append(audit)
    }
  }

  /// Deletes app and recovery codes; false when there was nothing in force.
  @discardableResult
  func remove(_ subject: LoginSubject, audit: AuditEntry) async throws -> Bool {
    try await database.write(tenant: subject.tenantID) { tenant in
      let wasEnabled = try tenant.secondFactor(of: subject).isEnabled
      try tenant.deleteSecondFactor(of: subject)
      if wasEnabled { try tenant.append(audit) }
      return wasEnabled
    }
  }

  /// - Throws: ``SecondFactorError/none`` without an app in force.
  func replaceRecoveryCodes(
    _ codes: [RecoveryCode], of subject: LoginSubject, at now: Timestamp, audit: AuditEntry
  ) async throws {
    try await database.write(tenant: subject.tenantID) { tenant in
      guard try tenant.secondFactor(of: subject).isEnabled else { throw SecondFactorError.none }
      try tenant.replaceRecoveryCodes(codes.map { pepper.hash($0, of: subject) }, of: subject, at: now)
      try tenant.append(audit)
    }
  }

  /// Checks an answer, counts it as a guess, and does what it opens in the same transaction.
  /// - Throws: ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``, or what `complete` throws.
  func prove(
    _ answer: SecondFactorAnswer, of subject: LoginSubject, device: Device, at now: Timestamp,
    then complete: @escaping @Sendable (TenantTransaction) throws -> Void
  ) async throws {
    // A failure is to be kept, so the transaction must not throw it.
    let isRight = try await database.write(tenant: subject.tenantID) { tenant in
      let isRight = try check(tenant, answer, of: subject, device: device, at: now)
      if isRight { try complete(tenant) }
      return isRight
    }
    guard isRight else { throw SecondFactorError.invalidCode }
  }

  // MARK: In transactions of others

  /// Checks an answer and counts it as a guess.
  /// - Parameter tenant: the subject's.
  /// - Throws: ``LockoutError/locked(_:)``.
  func check(
    _ tenant: TenantTransaction, _ answer: SecondFactorAnswer, of subject: LoginSubject, device: Device,
    at now: Timestamp
  ) throws -> Bool {
    let guess = Guess.code(of: subject, device: device)
    let counters = try loginGuard.counters(tenant, guess, at: now)
    try tenant.requireUnlocked(counters, at: now)
    let isRight = try accept(tenant, answer, of: subject, device: device, at: now)
    if isRight {
      try loginGuard.forget(tenant, guess, counters, at: now)
    } else {
      try loginGuard.record(tenant, guess, counters, at: now)
    }
    return isRight
  }

  /// Puts the pending app in force when the code is one of its; false when it is not.
  /// - Parameter tenant: the subject's.
  /// - Throws: ``SecondFactorError/noEnrollment``.
  func confirm(
    _ tenant: TenantTransaction, _ code: TOTPCode, of subject: LoginSubject, recoveryCodes: [RecoveryCode],
    at now: Timestamp
  ) throws -> Bool {
    guard let pending = try tenant.pendingApp(of: subject, at: now) else { throw SecondFactorError.noEnrollment }
    guard let step = TOTP(secret: try box.open(pending)).step(of: code, at: now, after: 0) else { return false }
    try tenant.confirmPendingApp(of: subject, step: step, at: now)
    try tenant.replaceRecoveryCodes(recoveryCodes.map { pepper.hash($0, of: subject) }, of: subject, at: now)
    return true
  }

  private func accept(
    _ tenant: TenantTransaction, _ answer: SecondFactorAnswer, of subject: LoginSubject, device: Device,
    at now: Timestamp
  ) throws -> Bool {
    switch answer {
    case .code(let code):
      guard let app = try tenant.confirmedApp(of: subject),
        let step = TOTP(secret: try box.open(app.sealedSecret)).step(of: code, at: now, after: app.lastStep)
      else { return false }
      return try tenant.useAppCode(step: step, of: subject, at: now)
    case .recoveryCode(let code):
      guard try tenant.useRecoveryCode(pepper.hash(code, of: subject), of: subject, at: now) else { return false }
      try tenant.append(.secondFactor("second_factor.recovery_code_used", of: subject, device: device, at: now))
      return true
    }
  }
}
