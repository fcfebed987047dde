/// What a consumer has taken in, so that a message delivered twice has one effect.
public enum Inbox {
  /// The table; every service that receives includes it in its own migrations.
  public static let migrations: [Migration] = [
    Migration(
      "storage_inbox_0001",
      [
        """
        CREATE TABLE inbox (
          consumer TEXT NOT NULL,
          message_id TEXT NOT NULL,
          received_at BIGINT NOT NULL,
          PRIMARY KEY (consumer, message_id)
        )
        """
      ])
  ]

  /// Notes a message in the transaction that applies it.
  /// - Returns: true the first time; false when it was applied before.
  public static func claim(_ tx: any Transaction, consumer: String, messageID: String, at: Timestamp) throws -> Bool {
    try tx.execute(
      "INSERT INTO inbox (consumer, message_id, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      consumer, messageID, at) > 0
  }
}
