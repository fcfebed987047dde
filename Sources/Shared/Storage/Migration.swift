/// One step of a schema's history. Never change it once shipped.
///
/// SQL keeps to the common subset: TEXT, BIGINT, DOUBLE PRECISION and BYTEA columns (SQLite takes
/// them as they are), booleans as BIGINT 0/1, times as BIGINT microseconds since 1970 in UTC.
public struct Migration: Sendable {
  /// Sorts and names the step: "0001_users".
  public let id: String
  /// The statements for an engine, run in one transaction.
  public let statements: @Sendable (Dialect) -> [String]

  public init(_ id: String, _ statements: @escaping @Sendable (Dialect) -> [String]) {
    self.id = id
    self.statements = statements
  }

  /// A step that is the same on both engines.
  public init(_ id: String, _ statements: [String]) {
    self.init(id) { _ in statements }
  }
}
