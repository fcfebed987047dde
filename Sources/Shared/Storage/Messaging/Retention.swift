/// How long the rows of a table are kept that only remember what was done.
public struct Retention: Sendable {
  public let table: String
  /// The columns of its key.
  public let key: String
  /// The column that says how old a row is, with an index.
  public let time: String
  public let keep: Duration
}
