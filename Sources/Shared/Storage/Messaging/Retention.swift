/// How long the rows of a table are kept that only remember what was done.
public struct Retention: Sendable {
  public let table: String
  /// The columns of its key.
  public let key: String
  /// The column that says how old a row is, with an index.
  public let time: String
  public let keep: Duration

  /// Deletes the oldest of the rows that are kept no longer.
  /// - Returns: how many, at most `limit`.
  /// - Throws: ``StorageError``.
  public func prune(_ tx: any Transaction, at now: Timestamp, limit: Int) throws -> Int {
    try tx.execute(
      """
      DELETE FROM \(table) WHERE (\(key)) IN (
        SELECT \(key) FROM \(table) WHERE \(time) < ? ORDER BY \(time) LIMIT \(limit))
      """, now.subtracting(keep))
  }
}
