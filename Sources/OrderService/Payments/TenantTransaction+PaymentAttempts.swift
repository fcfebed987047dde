import Storage

extension TenantTransaction {
  private static let attemptColumns = """
    id, provider, status, amount_cents, external_id, received_cents, expires_at, next_check_at, error, created_at,
    updated_at
    """

  func insert(_ attempt: PaymentAttempt, of orderID: String) throws {
    try tx.execute(
      """
      INSERT INTO payment_attempts (tenant_id, order_id, \(Self.attemptColumns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, orderID, attempt.id, attempt.provider.rawValue, attempt.status.rawValue, attempt.amountCents,
      attempt.externalID, attempt.receivedCents, attempt.expiresAt, attempt.nextCheckAt, attempt.error,
      attempt.createdAt, attempt.updatedAt)
  }

  /// Writes what is new or changed among an order's attempts. Those that no longer succeed come first: at no
  /// moment does an order have two that do.
  func save(_ attempts: [PaymentAttempt], of orderID: String, over previous: [PaymentAttempt]) throws {
    let old = Dictionary(previous.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let changed = attempts.filter { old[$0.id] != $0 }
    for attempt in changed.filter({ $0.status != .succeeded }) + changed.filter({ $0.status == .succeeded }) {
      if old[attempt.id] == nil {
        try insert(attempt, of: orderID)
      } else {
        try update(attempt)
      }
    }
  }

  private func update(_ attempt: PaymentAttempt) throws {
    try tx.execute(
      """
      UPDATE payment_attempts SET status = ?, external_id = ?, received_cents = ?, expires_at = ?, next_check_at = ?,
        error = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, attempt.status.rawValue, attempt.externalID, attempt.receivedCents, attempt.expiresAt,
      attempt.nextCheckAt, attempt.error, attempt.updatedAt, id, attempt.id)
  }

  func paymentAttempts(of orderID: String) throws -> [PaymentAttempt] {
    try tx.all(
      """
      SELECT \(Self.attemptColumns) FROM payment_attempts
      WHERE tenant_id = ? AND order_id = ? ORDER BY created_at, id
      """, id, orderID
    ) { row in
      PaymentAttempt(
        id: try row.text(0), provider: try row.value(1), status: try row.value(2), amountCents: try row.int(3),
        externalID: try row.optionalText(4), receivedCents: try row.optionalInt(5), expiresAt: try row.optionalTime(6),
        nextCheckAt: try row.optionalTime(7), error: try row.optionalText(8), createdAt: try row.time(9),
        updatedAt: try row.time(10))
    }
  }

  /// The order and attempt that a provider's charge belongs to; any provider's when none is named.
  func payment(externalID: String, provider: PaymentProvider? = nil) throws -> (orderID: String, attemptID: String)? {
    let providers = provider.map { [$0] } ?? PaymentProvider.allCases
    return try tx.all(
      """
      SELECT order_id, id FROM payment_attempts
      WHERE tenant_id = ? AND provider IN (\(providers.placeholders)) AND external_id = ?
      """, values: [id.sqlValue] + providers.map(\.rawValue.sqlValue) + [externalID.sqlValue],
      as: { (orderID: try $0.text(0), attemptID: try $0.text(1)) }
    ).first
  }

  func insert(_ proof: PaymentProof, of orderID: String) throws {
    try tx.execute(
      """
      INSERT INTO payment_proofs (tenant_id, order_id, id, url, media_type, note, actor_user_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, id, orderID, proof.id, proof.url, proof.mediaType, proof.note, proof.actorUserID, proof.createdAt)
  }

  func proofs(of orderID: String) throws -> [PaymentProof] {
    try tx.all(
      """
      SELECT id, url, media_type, note, actor_user_id, created_at FROM payment_proofs
      WHERE tenant_id = ? AND order_id = ? ORDER BY created_at, id
      """, id, orderID
    ) { row in
      PaymentProof(
        id: try row.text(0), url: try row.text(1), mediaType: try row.optionalText(2), note: try row.optionalText(3),
        actorUserID: try row.optionalText(4), createdAt: try row.time(5))
    }
  }

  /// Says when an attempt's provider is asked again: the older the charge, the later; never again once it has
  /// been over for long.
  func scheduleCheck(of attemptID: String, afterlife: Duration, at now: Timestamp) throws {
    let attempt = try tx.first(
      "SELECT status, external_id, created_at, updated_at FROM payment_attempts WHERE tenant_id = ? AND id = ?", id,
      attemptID
    ) { row -> (status: PaymentAttempt.Status, hasCharge: Bool, age: Int64, over: Timestamp) in
      (try row.value(0), !row.isNull(1), now.microseconds - (try row.int(2)), try row.time(3).adding(afterlife))
    }
    guard let attempt else { return }
    let goesOn =
      attempt.status == .pending || ([.failed, .expired].contains(attempt.status) && now < attempt.over)
    let pause = Duration.microseconds(max(Order.firstCheck.components.seconds * 1_000_000, attempt.age / 2))
    let next = attempt.hasCharge && goesOn ? now.adding(pause) : nil
    try tx.execute(
      "UPDATE payment_attempts SET next_check_at = ? WHERE tenant_id = ? AND id = ?", next, id, attemptID)
  }
}
