/// The statements of one transaction. Parameters are `?`, in order, on both engines.
///
/// Not Sendable and valid only inside the closure it was given to.
public protocol Transaction {
  /// Which engine this is.
  var dialect: Dialect { get }

  /// Runs a statement that returns nothing.
  /// - Returns: the number of rows it changed.
  /// - Throws: ``StorageError``.
  @discardableResult
  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

  /// Runs a query (or a statement with RETURNING) and hands each row to `body`; a row is valid only
  /// during its call.
  /// - Throws: ``StorageError``, or what `body` throws.
  func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (any Row) throws -> Void) throws

  /// Runs `body`; when it throws, what it did is undone, and the transaction goes on.
  func savepoint<T>(_ body: () throws -> T) throws -> T
}

extension Transaction {
  /// Runs a statement that returns nothing, with values as they are.
  @discardableResult
  public func execute(_ sql: String, _ arguments: (any SQLBindable)?...) throws -> Int {
    try self.execute(sql, arguments.map { $0?.sqlValue ?? .null })
  }

  /// All rows of a query.
  public func all<T>(
    _ sql: String, _ arguments: (any SQLBindable)?..., as make: (any Row) throws -> T
  ) throws -> [T] {
    try self.all(sql, values: arguments.map { $0?.sqlValue ?? .null }, as: make)
  }

  /// All rows of a query whose arguments are already an array (`WHERE id IN (…)`).
  public func all<T>(_ sql: String, values: [SQLValue], as make: (any Row) throws -> T) throws -> [T] {
    var result: [T] = []
    try self.forEach(sql, values) { result.append(try make($0)) }
    return result
  }

  /// The first row of a query, or nil.
  public func first<T>(
    _ sql: String, _ arguments: (any SQLBindable)?..., as make: (any Row) throws -> T
  ) throws -> T? {
    var result: T?
    try self.forEach(sql, arguments.map { $0?.sqlValue ?? .null }) { row in
      if result == nil { result = try make(row) }
    }
    return result
  }

  /// Whether a query has any row.
  public func exists(_ sql: String, _ arguments: (any SQLBindable)?...) throws -> Bool {
    var found = false
    try self.forEach(sql, arguments.map { $0?.sqlValue ?? .null }) { _ in found = true }
    return found
  }
}
