import Storage

/// Mailed tokens, in the table `verifications`. What uses them up shares the transaction with its effect.
struct MailedTokenStore: Sendable {
  let database: any Database

  /// Whether a token can be used, without using it.
  func isValid(tenantID: String, tokenHash: String, _ purpose: MailedToken.Purpose, at now: Timestamp) async throws
    -> Bool
  {
    try await database.read { tx in
      try tx.exists(
        "SELECT 1 FROM verifications WHERE tenant_id = ? AND value = ? AND identifier LIKE ? AND expires_at > ?",
        tenantID, tokenHash, Self.pattern(purpose), now)
    }
  }

  /// The active tenant of a token: the token is a secret of its own, so it alone says whose it is.
  func tenantID(tokenHash: String, _ purpose: MailedToken.Purpose) async throws -> String? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT t.id FROM verifications v JOIN tenants t ON t.id = v.tenant_id
        WHERE v.value = ? AND v.identifier LIKE ? AND t.status = 'active'
        """, tokenHash, Self.pattern(purpose)
      ) { try $0.text(0) }
    }
  }

  /// Deletes tokens, and other systems' verifications, that expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM verifications WHERE expires_at < ?", limit) }
  }

  /// Forgets which requests for mails were answered before a moment.
  func forgetAnswered(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM inbox WHERE received_at < ?", limit) }
  }

  /// Stores a token in the caller's transaction; the user's older ones of the same purpose are void.
  static func issue(_ tx: any Transaction, _ token: MailedToken) throws {
    try discard(tx, tenantID: token.tenantID, userID: token.userID, token.purpose)
    try tx.execute(
      """
      INSERT INTO verifications (tenant_id, id, identifier, value, sent_to, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, token.tenantID, token.id, token.purpose.identifier(userID: token.userID), token.tokenHash, token.sentTo,
      token.expiresAt, token.createdAt, token.createdAt)
  }

  /// Uses a token up in the caller's transaction: of any number of racers one gets the user, the others nil.
  /// Nil also when the user is not active, or has another address by now.
  static func consume(
    _ tx: any Transaction, tenantID: String, tokenHash: String, _ purpose: MailedToken.Purpose, at now: Timestamp
  ) throws -> User? {
    let consumed = try tx.first(
      """
      DELETE FROM verifications WHERE tenant_id = ? AND value = ? AND identifier LIKE ? AND expires_at > ?
      RETURNING identifier, sent_to
      """, tenantID, tokenHash, pattern(purpose), now
    ) { (identifier: try $0.text(0), sentTo: try $0.optionalText(1)) }
    guard let consumed else { return nil }
    let userID = String(consumed.identifier.dropFirst(purpose.identifier(userID: "").count))
    return try tx.first(
      """
      SELECT \(UserStore.columns) FROM users u
      WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1 AND u.email_normalized = COALESCE(?, u.email_normalized)
      """, tenantID, userID, consumed.sentTo, as: UserStore.user)
  }

  /// Voids a user's tokens in the caller's transaction.
  static func discard(_ tx: any Transaction, tenantID: String, userID: String, _ purpose: MailedToken.Purpose) throws {
    try tx.execute(
      "DELETE FROM verifications WHERE tenant_id = ? AND identifier = ?", tenantID,
      purpose.identifier(userID: userID))
  }

  private static func pattern(_ purpose: MailedToken.Purpose) -> String { purpose.identifier(userID: "%") }
}
