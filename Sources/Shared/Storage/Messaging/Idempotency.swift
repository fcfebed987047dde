/// Mutations that happen once however often they are sent: the first answer commits with the effect
/// and is given again.
public enum Idempotency {
  /// The table; every service with idempotency keys includes it in its own migrations.
  public static let migrations: [Migration] = [
    Migration(
      "storage_idempotency_0001",
      [
        """
        CREATE TABLE idempotency (
          tenant_id TEXT NOT NULL,
          scope TEXT NOT NULL,
          key TEXT NOT NULL,
          request BYTEA NOT NULL,
          response BYTEA NOT NULL,
          created_at BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, scope, key)
        )
        """
      ]),
    Migration("storage_idempotency_0002", ["CREATE INDEX idempotency_age ON idempotency (created_at)"]),
  ]

  /// How long a key is remembered at least: a repetition after that is a new call.
  public static let window = Duration.seconds(30 * 86_400)

  /// For the ``StoragePruner`` of every service that has the table.
  public static let retention = Retention(
    table: "idempotency", key: "tenant_id, scope, key", time: "created_at", keep: window)

  /// Runs `body` once per tenant, scope and key, in the caller's transaction. When it throws, nothing
  /// is kept and the key is free again. Without a key, it just runs.
  /// - Parameters:
  ///   - request: what must be the same in a repetition, for instance the request's bytes.
  ///   - body: gives the response's bytes.
  /// - Returns: the response, and whether it is the first call's.
  /// - Throws: ``IdempotencyConflict`` when the key was used with another request.
  public static func run(
    _ tx: any Transaction, tenantID: String, scope: String, key: String?, request: [UInt8], at: Timestamp,
    _ body: () throws -> [UInt8]
  ) throws -> (response: [UInt8], replayed: Bool) {
    guard let key else { return (try body(), false) }
    let hash = StableHash(request).bytes
    return try tx.savepoint {
      // The row comes before the effect: of two calls at once, the second waits here.
      let isFirst =
        try tx.execute(
          """
          INSERT INTO idempotency (tenant_id, scope, key, request, response, created_at)
          VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
          """, tenantID, scope, key, hash, [UInt8](), at) > 0
      guard isFirst else { return (try replay(tx, tenantID: tenantID, scope: scope, key: key, hash: hash), true) }
      let response = try body()
      try tx.execute(
        "UPDATE idempotency SET response = ? WHERE tenant_id = ? AND scope = ? AND key = ?", response, tenantID,
        scope, key)
      return (response, false)
    }
  }

  private static func replay(
    _ tx: any Transaction, tenantID: String, scope: String, key: String, hash: [UInt8]
  ) throws -> [UInt8] {
    let first = try tx.first(
      "SELECT request, response FROM idempotency WHERE tenant_id = ? AND scope = ? AND key = ?", tenantID, scope, key
    ) { (request: try $0.blob(0), response: try $0.blob(1)) }
    guard let first, first.request == hash else { throw IdempotencyConflict() }
    return first.response
  }
}

/// An idempotency key that was used before with another request.
public struct IdempotencyConflict: Error, Sendable {}
