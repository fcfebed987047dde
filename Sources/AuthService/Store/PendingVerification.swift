import Storage

/// A request to verify an e-mail address: the token's hash, and the message that carries the token.
struct PendingVerification: Sendable {
  /// How long the mailed token is good.
  static let lifetime = Duration.seconds(24 * 3600)

  var id: String
  var messageID: String
  /// SHA-256 of the token, in base64.
  var tokenHash: String
  /// An encoded ``OutgoingEmail``.
  var message: [UInt8]

  func insert(_ tx: any Transaction, for user: NewUser) throws {
    try tx.execute(
      """
      INSERT INTO verifications (tenant_id, id, identifier, value, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, user.tenantID, id, "email-verification:\(user.id)", tokenHash,
      user.createdAt.adding(Self.lifetime), user.createdAt, user.createdAt)
    try Outbox.enqueue(
      tx, id: messageID, tenantID: user.tenantID, topic: OutgoingEmail.topic, aggregate: user.id, payload: message,
      at: user.createdAt)
  }
}
