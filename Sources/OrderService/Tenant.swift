import Storage

/// One tenant's part of the database within a transaction. Each table is an extension of its own; none can
/// be reached without a tenant.
struct Tenant {
  let tx: any Transaction
  let id: String

  init(_ id: String, _ tx: any Transaction) {
    self.id = id
    self.tx = tx
  }

  /// `?, ?, ?` for `IN (…)` and `VALUES (…)`.
  static func marks(_ count: Int) -> String {
    String(repeating: "?, ", count: max(0, count - 1)) + "?"
  }

  /// Inserts many rows in few statements, `suffix` being what follows the values (`ON CONFLICT …`).
  func insert(into table: String, _ columns: [String], _ rows: [[SQLValue]], _ suffix: String = "") throws {
    // Both engines take more parameters, but no faster.
    let rowsPerStatement = max(1, 8_000 / columns.count)
    let row = "(\(Self.marks(columns.count)))"
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
  func inPieces<T>(_ values: [T], _ body: (ArraySlice<T>) throws -> Void) rethrows {
    var start = 0
    while start < values.count {
      let end = min(start + 2_000, values.count)
      try body(values[start..<end])
      start = end
    }
  }
}
