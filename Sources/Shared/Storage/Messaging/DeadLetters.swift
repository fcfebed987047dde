/// What the outbox gave up on, kept until somebody looks.
public enum DeadLetters {
  /// The oldest dead letters.
  public static func list(_ tx: any Transaction, limit: Int) throws -> [DeadLetter] {
    try tx.all(
      "SELECT \(OutboxMessage.columns), error, died_at FROM outbox_dead ORDER BY died_at, id LIMIT ?", limit
    ) { row in
      DeadLetter(message: try OutboxMessage(row: row), error: try row.text(7), diedAt: try row.time(8))
    }
  }

  /// Puts a dead letter back into the outbox, behind what its aggregate has sent since, with no
  /// attempts counted.
  /// - Returns: false when there is none with this id.
  public static func replay(_ tx: any Transaction, id: String, at: Timestamp) throws -> Bool {
    let copied = try tx.execute(
      """
      INSERT INTO outbox (id, tenant_id, topic, aggregate, payload, created_at, due_at)
      SELECT id, tenant_id, topic, aggregate, payload, created_at, ? FROM outbox_dead WHERE id = ?
      """, at, id)
    try tx.execute("DELETE FROM outbox_dead WHERE id = ?", id)
    return copied > 0
  }
}
