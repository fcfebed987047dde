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
      ]),
    Migration("storage_inbox_0002", ["CREATE INDEX inbox_age ON inbox (received_at)"]),
  ]

  /// How long a message is remembered at least. An outbox gives up within hours; a dead letter that is
  /// replayed later than this may have its effect twice.
  public static let window = Duration.seconds(30 * 86_400)

  /// For the ``StoragePruner`` of every service that has the table.
  public static let retention = Retention(
    table: "inbox", key: "consumer, message_id", time: "received_at", keep: window)

  /// Notes a message in the transaction that applies it.
  /// - Returns: true the first time; false when it was applied before.
  public static func claim(_ tx: any Transaction, consumer: String, messageID: String, at: Timestamp) throws -> Bool {
    try tx.execute(
      "INSERT INTO inbox (consumer, message_id, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      consumer, messageID, at) > 0
  }
}
