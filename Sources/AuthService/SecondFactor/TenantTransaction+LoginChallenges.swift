import Storage

/// Logins that wait for the second factor.
extension TenantTransaction {
  /// Lets a login wait.
  func insert(_ challenge: LoginChallenge) throws {
    try tx.execute(
      """
      INSERT INTO login_challenges (tenant_id, token_hash, subject_kind, subject_id, purpose, wrong_codes,
        created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, id, challenge.tokenHash, challenge.subject.kind.rawValue, challenge.subject.id, challenge.purpose.rawValue,
      challenge.wrongCodes, challenge.createdAt, challenge.createdAt.adding(LoginChallenge.lifetime))
  }

  /// Counts a wrong code; the last one that is let through ends the login's wait.
  func countWrongCode(of challenge: LoginChallenge) throws {
    if challenge.wrongCodes + 1 >= LoginChallenge.maximumWrongCodes { return try delete(challenge) }
    try tx.execute(
      "UPDATE login_challenges SET wrong_codes = ? WHERE tenant_id = ? AND token_hash = ?", challenge.wrongCodes + 1,
      id, challenge.tokenHash)
  }

  /// Ends a login's wait.
  func delete(_ challenge: LoginChallenge) throws {
    try tx.execute(
      "DELETE FROM login_challenges WHERE tenant_id = ? AND token_hash = ?", id, challenge.tokenHash)
  }

  /// Ends every wait of somebody whose password is no longer what it was.
  func deleteLoginChallenges(of subject: LoginSubject) throws {
    try tx.execute(
      "DELETE FROM login_challenges WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", id,
      subject.kind.rawValue, subject.id)
  }
}
