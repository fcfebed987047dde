/// The relay's side of the outbox table: what to deliver next, and what became of it.
///
/// A message is claimable when it is the oldest of its aggregate, due, and not under another relay's
/// lease. Replicas take their time from their own clocks, which must agree to within a few seconds.
struct OutboxLedger: Sendable {
  /// What became of one delivery.
  struct Outcome: Sendable {
    enum Result: Sendable {
      case delivered
      case failed(String)
      /// The receiver will never take it.
      case refused(String)
      /// Given back unharmed: the relay is stopping.
      case released
      /// Nobody here knows the topic.
      case unhandled
    }

    let message: OutboxMessage
    let result: Result
  }

  /// Names this relay in the lease columns.
  let relay: String
  let maximumAttempts: Int

  /// How long a claim holds without being renewed: what a crashed relay's messages wait.
  static let lease = Duration.seconds(60)
  /// When a message with an unknown topic is looked at again.
  static let unhandledPause = Duration.seconds(60)
  private static let firstPause = Duration.seconds(1)
  private static let maximumPause = Duration.seconds(300)

  private static let claimable = """
    m.due_at <= ? AND m.claimed_until <= ? AND NOT EXISTS (
      SELECT 1 FROM outbox e WHERE e.tenant_id = m.tenant_id AND e.aggregate = m.aggregate AND e.seq < m.seq)
    """

  /// How many messages may be taken: of each topic that has a handler here, and of all other topics
  /// together.
  struct Room {
    var topics: [String: Int] = [:]
    var others = 0
    /// The topics that `others` leaves out.
    var handled: [String] = []

    var isEmpty: Bool { others == 0 && topics.values.allSatisfy { $0 == 0 } }

    /// Conditions on `m.topic` with their arguments and limits.
    fileprivate var parts: [(condition: String, arguments: [SQLValue], limit: Int)] {
      var parts = topics.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { topic, room in
        (condition: "m.topic = ?", arguments: [topic.sqlValue], limit: room)
      }
      if others > 0 {
        let condition = handled.isEmpty ? "1 = 1" : "m.topic NOT IN (\(handled.placeholders))"
        parts.append((condition: condition, arguments: handled.map(\.sqlValue), limit: others))
      }
      return parts
    }
  }

  func hasDue(_ tx: any Transaction, _ room: Room, now: Timestamp) throws -> Bool {
    for part in room.parts {
      var found = false
      let arguments = part.arguments + [now.sqlValue, now.sqlValue]
      try tx.forEach("SELECT 1 FROM outbox m WHERE \(part.condition) AND \(Self.claimable) LIMIT 1", arguments) { _ in
        found = true
      }
      if found { return true }
    }
    return false
  }

  /// Takes messages under a lease, as many as there is room for.
  func claim(_ tx: any Transaction, _ room: Room, now: Timestamp) throws -> [OutboxMessage] {
    let parts = room.parts
    guard !parts.isEmpty else { return [] }
    // One statement for all topics, each with a limit of its own.
    let queries = parts.indices.map { index in
      """
      SELECT * FROM (
        SELECT \(OutboxMessage.columns) FROM outbox m WHERE \(parts[index].condition) AND \(Self.claimable)
        ORDER BY m.seq LIMIT ?) p\(index)
      """
    }
    let messages = try tx.all(
      queries.joined(separator: " UNION ALL "),
      values: parts.flatMap { $0.arguments + [now.sqlValue, now.sqlValue, $0.limit.sqlValue] },
      as: OutboxMessage.init(row:))
    try extend(tx, messages.map(\.id), now: now)
    return messages
  }

  /// Takes or renews the lease on messages; a renewal that comes too late takes nothing back.
  func extend(_ tx: any Transaction, _ ids: [String], now: Timestamp) throws {
    guard !ids.isEmpty else { return }
    try tx.execute(
      """
      UPDATE outbox SET claimed_by = ?, claimed_until = ?
      WHERE id IN (\(ids.placeholders)) AND (claimed_by = ? OR claimed_until <= ?)
      """,
      [relay.sqlValue, now.adding(Self.lease).sqlValue] + ids.map(\.sqlValue) + [relay.sqlValue, now.sqlValue])
  }

  /// Writes down what became of deliveries. One whose lease was lost to another relay is left to it.
  func record(_ tx: any Transaction, _ outcomes: [Outcome], now: Timestamp) throws {
    var delivered: [String] = []
    for outcome in outcomes {
      let message = outcome.message
      switch outcome.result {
      case .delivered: delivered.append(message.id)
      case .failed(let error) where message.attempts + 1 >= maximumAttempts:
        try bury(tx, message, error, now: now)
      case .refused(let error): try bury(tx, message, error, now: now)
      case .failed(let error):
        try postpone(
          tx, message, attempts: message.attempts + 1, until: now.adding(Self.pause(after: message.attempts + 1)),
          error: error)
      case .unhandled:
        try postpone(
          tx, message, attempts: message.attempts, until: now.adding(Self.unhandledPause), error: "no handler")
      case .released: try postpone(tx, message, attempts: message.attempts, until: now, error: nil)
      }
    }
    guard !delivered.isEmpty else { return }
    try tx.execute(
      "DELETE FROM outbox WHERE claimed_by = ? AND id IN (\(delivered.placeholders))",
      [relay.sqlValue] + delivered.map(\.sqlValue))
  }

  private func postpone(
    _ tx: any Transaction, _ message: OutboxMessage, attempts: Int, until: Timestamp, error: String?
  ) throws {
    try tx.execute(
      """
      UPDATE outbox SET attempts = ?, due_at = ?, error = ?, claimed_by = NULL, claimed_until = 0
      WHERE id = ? AND claimed_by = ?
      """, attempts, until, error, message.id, relay)
  }

  private func bury(_ tx: any Transaction, _ message: OutboxMessage, _ error: String, now: Timestamp) throws {
    guard try tx.execute("DELETE FROM outbox WHERE id = ? AND claimed_by = ?", message.id, relay) > 0 else { return }
    try tx.execute(
      """
      INSERT INTO outbox_dead (id, tenant_id, topic, aggregate, payload, created_at, attempts, error, died_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, message.id, message.tenantID, message.topic, message.aggregate, message.payload, message.createdAt,
      message.attempts + 1, error, now)
  }

  /// One second after the first failure, twice as long after each further one, at most five minutes.
  static func pause(after attempts: Int) -> Duration {
    attempts > 9 ? maximumPause : min(maximumPause, firstPause * (1 << (attempts - 1)))
  }
}
