/// Messages to other systems that commit together with what they tell about. An ``OutboxRelay``
/// delivers them afterwards, at least once, in order per tenant and aggregate.
public enum Outbox {
  /// The tables; every service that sends includes them in its own migrations.
  public static let migrations: [Migration] = [
    Migration("storage_outbox_0001") { dialect in
      [
        """
        CREATE TABLE outbox (
          seq \(sequence(dialect)),
          id TEXT NOT NULL UNIQUE,
          tenant_id TEXT NOT NULL,
          topic TEXT NOT NULL,
          aggregate TEXT NOT NULL,
          payload BYTEA NOT NULL,
          created_at BIGINT NOT NULL,
          attempts BIGINT NOT NULL DEFAULT 0,
          due_at BIGINT NOT NULL,
          claimed_by TEXT,
          claimed_until BIGINT NOT NULL DEFAULT 0,
          error TEXT
        )
        """,
        "CREATE INDEX outbox_aggregate ON outbox (tenant_id, aggregate, seq)",
        "CREATE INDEX outbox_due ON outbox (due_at, seq)",
        """
        CREATE TABLE outbox_dead (
          id TEXT PRIMARY KEY,
          tenant_id TEXT NOT NULL,
          topic TEXT NOT NULL,
          aggregate TEXT NOT NULL,
          payload BYTEA NOT NULL,
          created_at BIGINT NOT NULL,
          attempts BIGINT NOT NULL,
          error TEXT NOT NULL,
          died_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX outbox_dead_died ON outbox_dead (died_at, id)",
      ]
    },
    Migration("storage_outbox_0002", ["CREATE INDEX outbox_topic ON outbox (topic, seq)"]),
  ]

  /// A number that grows with every row and is never given twice.
  private static func sequence(_ dialect: Dialect) -> String {
    switch dialect {
    case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
    case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    }
  }

  /// Adds a message in the caller's transaction.
  /// - Parameters:
  ///   - id: unique; the receiver's ``Inbox`` tells repeats by it.
  ///   - topic: names the handler.
  ///   - aggregate: messages of one aggregate are delivered one after the other, in this order.
  ///   - at: when it is due: now, or later.
  public static func enqueue(
    _ tx: any Transaction, id: String, tenantID: String, topic: String, aggregate: String, payload: [UInt8],
    at: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO outbox (id, tenant_id, topic, aggregate, payload, created_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, id, tenantID, topic, aggregate, payload, at, at)
  }
}

/// A message on its way out.
public struct OutboxMessage: Sendable {
  public var id: String
  public var tenantID: String
  public var topic: String
  public var aggregate: String
  public var payload: [UInt8]
  /// How many deliveries were tried before this one.
  public var attempts: Int
  public var createdAt: Timestamp

  /// The columns of `outbox` and `outbox_dead` in the order of `init(row:)`.
  static let columns = "id, tenant_id, topic, aggregate, payload, attempts, created_at"

  init(row: any Row) throws {
    self.id = try row.text(0)
    self.tenantID = try row.text(1)
    self.topic = try row.text(2)
    self.aggregate = try row.text(3)
    self.payload = try row.blob(4)
    self.attempts = Int(try row.int(5))
    self.createdAt = try row.time(6)
  }
}
