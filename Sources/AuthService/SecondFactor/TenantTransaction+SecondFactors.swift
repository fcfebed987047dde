import Storage

/// Authenticator apps, whose secrets are sealed, and recovery codes, which are hashed.
extension TenantTransaction {
  func secondFactor(of subject: LoginSubject) throws -> SecondFactorState {
    try tx.first(
      """
      SELECT f.confirmed_at, (
        SELECT COUNT(*) FROM recovery_codes c
        WHERE c.tenant_id = f.tenant_id AND c.subject_kind = f.subject_kind AND c.subject_id = f.subject_id
          AND c.used_at IS NULL)
      FROM second_factors f WHERE f.tenant_id = ? AND f.subject_kind = ? AND f.subject_id = ?
      """, id, subject.kind.rawValue, subject.id
    ) { SecondFactorState(confirmedAt: try $0.optionalTime(0), recoveryCodesLeft: Int(try $0.int(1))) } ?? .none
  }

  /// Stores the sealed secret of an app that is to be confirmed; what is in force stays so.
  func insertPendingApp(
    _ sealedSecret: [UInt8], of subject: LoginSubject, until expiry: Timestamp, at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO second_factors (tenant_id, subject_kind, subject_id, user_id, admin_id, pending_secret, pending_until,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, subject_kind, subject_id) DO UPDATE SET pending_secret = excluded.pending_secret,
        pending_until = excluded.pending_until, updated_at = excluded.updated_at
      """, id, subject.kind.rawValue, subject.id, subject.kind == .user ? subject.id : nil,
      subject.kind == .admin ? subject.id : nil, sealedSecret, expiry, now, now)
  }

  /// The sealed secret of the app that is to be confirmed; nil when there is none, or its time is over.
  func pendingApp(of subject: LoginSubject, at now: Timestamp) throws -> [UInt8]? {
    try tx.first(
      """
      SELECT pending_secret FROM second_factors
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND pending_until > ?
      """, id, subject.kind.rawValue, subject.id, now
    ) { try $0.optionalBlob(0) } ?? nil
  }

  /// Puts the pending app in force.
  /// - Parameter step: of the code that confirmed it, which counts no second time.
  func confirmPendingApp(of subject: LoginSubject, step: Int64, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE second_factors SET secret = pending_secret, confirmed_at = ?, last_step = ?, pending_secret = NULL,
        pending_until = NULL, updated_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?
      """, now, step, now, id, subject.kind.rawValue, subject.id)
  }

  /// The sealed secret of the app in force, and the step of the last code that counted.
  func confirmedApp(of subject: LoginSubject) throws -> (sealedSecret: [UInt8], lastStep: Int64)? {
    try tx.first(
      """
      SELECT secret, last_step FROM second_factors
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND confirmed_at IS NOT NULL
      """, id, subject.kind.rawValue, subject.id
    ) { (try $0.blob(0), try $0.int(1)) }
  }

  /// Moves the last step on to a code's, so that it counts once.
  /// - Returns: false for a code that counted before.
  func useAppCode(step: Int64, of subject: LoginSubject, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE second_factors SET last_step = ?, updated_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND last_step < ?
      """, step, now, id, subject.kind.rawValue, subject.id, step) > 0
  }

  /// Uses a recovery code up.
  /// - Returns: false for one that is unknown or was used before.
  func useRecoveryCode(_ hash: [UInt8], of subject: LoginSubject, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE recovery_codes SET used_at = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND code_hash = ? AND used_at IS NULL
      """, now, id, subject.kind.rawValue, subject.id, hash) > 0
  }

  /// Puts new recovery codes in the place of all that there are.
  func replaceRecoveryCodes(_ hashes: [[UInt8]], of subject: LoginSubject, at now: Timestamp) throws {
    try tx.execute(
      "DELETE FROM recovery_codes WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", id,
      subject.kind.rawValue, subject.id)
    for hash in hashes {
      try tx.execute(
        """
        INSERT INTO recovery_codes (tenant_id, subject_kind, subject_id, code_hash, created_at) VALUES (?, ?, ?, ?, ?)
        """, id, subject.kind.rawValue, subject.id, hash, now)
    }
  }

  /// Deletes app and recovery codes.
  func deleteSecondFactor(of subject: LoginSubject) throws {
    try tx.execute(
      "DELETE FROM second_factors WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", id,
      subject.kind.rawValue, subject.id)
  }

  /// Deletes app, recovery codes and waiting logins of somebody who has lost the device.
  func resetSecondFactor(of subject: LoginSubject) throws {
    try deleteSecondFactor(of: subject)
    try deleteLoginChallenges(of: subject)
  }
}
