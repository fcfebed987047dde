import Storage

/// Mailed tokens, in the table `verifications`. What uses them up shares the transaction with its effect.
extension TenantTransaction {
  /// Whether a token can be used, without using it.
  func hasMailedToken(_ tokenHash: String, _ purpose: MailedToken.Purpose, at now: Timestamp) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM verifications WHERE tenant_id = ? AND value = ? AND identifier LIKE ? AND expires_at > ?", id,
      tokenHash, purpose.identifier(userID: "%"), now)
  }

  /// Stores a token; the user's older ones of the same purpose are void.
  func insert(_ token: MailedToken) throws {
    try voidMailedTokens(of: token.userID, token.purpose)
    try tx.execute(
      """
      INSERT INTO verifications (tenant_id, id, identifier, value, sent_to, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, id, token.id, token.purpose.identifier(userID: token.userID), token.tokenHash, token.sentTo,
      token.expiresAt, token.createdAt, token.createdAt)
  }

  /// Uses a token up: of any number of racers one gets the user, the others nil. Nil also when the user is not
  /// active, or has another address by now.
  func consumeMailedToken(
    _ tokenHash: String, _ purpose: MailedToken.Purpose, at now: Timestamp
  ) throws -> User? {
    let consumed = try tx.first(
      """
      DELETE FROM verifications WHERE tenant_id = ? AND value = ? AND identifier LIKE ? AND expires_at > ?
      RETURNING identifier, sent_to
      """, id, tokenHash, purpose.identifier(userID: "%"), now
    ) { (identifier: try $0.text(0), sentTo: try $0.optionalText(1)) }
    guard let consumed else { return nil }
    let userID = String(consumed.identifier.dropFirst(purpose.identifier(userID: "").count))
    return try tx.first(
      """
      SELECT \(Self.userColumns) FROM users u
      WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1 AND u.email_normalized = COALESCE(?, u.email_normalized)
      """, id, userID, consumed.sentTo, as: Self.user)
  }

  /// Voids a user's tokens of a purpose.
  func voidMailedTokens(of userID: String, _ purpose: MailedToken.Purpose) throws {
    try tx.execute(
      "DELETE FROM verifications WHERE tenant_id = ? AND identifier = ?", id, purpose.identifier(userID: userID))
  }
}
