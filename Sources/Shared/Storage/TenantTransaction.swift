/// One tenant's part of a service's database, within a transaction.
///
/// A service's tables are extensions of it (`TenantTransaction+Orders.swift`): what needs both a tenant and a
/// transaction can be reached with neither missing. Every statement in them names `id` for `tenant_id`.
/// Valid only inside the closure that it was given to.
public struct TenantTransaction {
  /// The tenant's id.
  public let id: String
  /// The statements of the transaction, for the tenant's own tables.
  public let tx: any Transaction

  public init(_ id: String, _ tx: any Transaction) {
    self.id = id
    self.tx = tx
  }

  /// Which engine this is, for SQL that truly differs.
  public var dialect: Dialect { tx.dialect }

  /// Inserts many rows in few statements, `suffix` being what follows the values (`ON CONFLICT …`).
  /// - Throws: ``StorageError``.
  public func insert(
    into table: String, _ columns: [String], _ rows: [[SQLValue]], _ suffix: String = ""
  ) throws {
    // Both engines take more parameters, but no faster.
    let rowsPerStatement = max(1, 8_000 / columns.count)
    let row = "(\(columns.placeholders))"
    var start = 0
    while start < rows.count {
      let chunk = rows[start..<min(start + rowsPerStatement, rows.count)]
      try tx.execute(
        """
        INSERT INTO \(table) (\(columns.joined(separator: ", ")))
        VALUES \(Array(repeating: row, count: chunk.count).joined(separator: ", ")) \(suffix)
        """, Array(chunk.joined()))
      start += chunk.count
    }
  }

  /// Hands a long list of values over in pieces that fit into one `IN (…)`.
  public func inPieces<T>(_ values: [T], _ body: (ArraySlice<T>) throws -> Void) rethrows {
    var start = 0
    while start < values.count {
      let end = min(start + 2_000, values.count)
      try body(values[start..<end])
      start = end
    }
  }
}

extension Database {
  /// Runs `body` on a consistent snapshot of one tenant's rows. Writing in it is an error.
  /// - Throws: what `body` throws, or ``StorageError``.
  public func read<T: Sendable>(
    tenant id: String, _ body: @escaping @Sendable (TenantTransaction) throws -> T
  ) async throws -> T {
    try await read { tx in try body(TenantTransaction(id, tx)) }
  }

  /// Runs `body` in a write transaction on one tenant's rows; everything it did is undone when it throws.
  /// - Throws: what `body` throws, or ``StorageError``.
  public func write<T: Sendable>(
    tenant id: String, _ body: @escaping @Sendable (TenantTransaction) throws -> T
  ) async throws -> T {
    try await write { tx in try body(TenantTransaction(id, tx)) }
  }
}

extension Optional where Wrapped: SQLBindable {
  /// The value, or NULL.
  public var orNull: SQLValue { self?.sqlValue ?? .null }
}
