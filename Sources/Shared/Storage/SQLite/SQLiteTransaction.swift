import GRDB
import GRDBSQLite

/// The statements of one connection; one transaction after the other uses it.
final class SQLiteTransaction: Transaction {
  var dialect: Dialect { .sqlite }

  private let database: GRDB.Database
  private let handle: OpaquePointer
  private let brake = SQLiteBrake()
  private var statements: [String: PreparedSQL] = [:]
  private var depth = 0
  private var failed = FailedStatement()

  /// Statements kept per connection; SQL text made from lists of arguments must not grow it for ever.
  private static let cacheSize = 512

  init(_ database: GRDB.Database) throws {
    guard let handle = database.sqliteConnection else { throw StorageError.closed }
    self.database = database
    self.handle = handle
    brake.attach(to: handle)
  }

  /// Runs `body` under a limit of time.
  func within<T>(_ limit: SQLiteBrake.Limit, _ body: () throws -> T) throws -> T { try brake.hold(limit, body) }

  /// SQLite ends a transaction itself on some errors: a full disk, an I/O error.
  var isOpen: Bool { sqlite3_get_autocommit(handle) == 0 }

  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    let before = sqlite3_total_changes64(handle)
    try run(sql, arguments) { _ in }
    // `changes` still tells of the statement before when this one changed nothing.
    return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
  }

  func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (any Row) throws -> Void) throws {
    try run(sql, arguments) { try body(SQLiteRow(statement: $0)) }
  }

  private func run(_ sql: String, _ arguments: [SQLValue], _ onRow: (OpaquePointer) throws -> Void) throws {
    try failed.check()
    try refuseNUL(in: arguments)
    let statement = try prepared(sql)
    try statement.bind(arguments, sql: sql)
    defer { statement.reset() }
    while true {
      switch sqlite3_step(statement.raw) {
      case SQLITE_ROW: try onRow(statement.raw)
      case SQLITE_DONE: return
      default:
        let error = describeError(sql)
        failed.record(error)
        throw error
      }
    }
  }

  private func prepared(_ sql: String) throws -> PreparedSQL {
    // A statement that is still handing out rows can't start anew: the inner one gets its own.
    if let statement = statements[sql], !statement.isRunning { return statement }
    do {
      let statement = PreparedSQL(try database.makeStatement(sql: sql))
      if statements.count >= Self.cacheSize { statements.removeAll() }
      statements[sql] = statement
      return statement
    } catch let error as DatabaseError {
      let failure = SQLiteFailure(
        code: error.extendedResultCode.rawValue, message: error.message ?? "can't be compiled: \(sql)", sql: sql)
      let error = failure.asStorageError(in: handle)
      failed.record(error)
      throw error
    }
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    try failed.check()
    depth += 1
    let name = "s\(depth)"
    defer { depth -= 1 }
    try command("SAVEPOINT \(name)")
    do {
      let value = try body()
      try failed.check()
      try command("RELEASE \(name)")
      return value
    } catch {
      // Where the statement has ended the whole transaction, nothing more may run in it.
      if isOpen {
        failed.clear()
        try command("ROLLBACK TO \(name)")
        try command("RELEASE \(name)")
      }
      throw error
    }
  }

  /// Runs a statement of the transaction itself: BEGIN, COMMIT, SAVEPOINT and so on.
  func command(_ sql: String) throws {
    let statement = try prepared(sql)
    let code = sqlite3_step(statement.raw)
    defer { sqlite3_reset(statement.raw) }
    guard code == SQLITE_DONE else { throw describeError(sql) }
  }

  /// Ends the transaction, whatever state it is in.
  func rollback() {
    failed.clear()
    if isOpen { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
  }

  /// Runs a migration's text, which may hold several statements.
  func script(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw describeError(sql) }
  }

  /// Before the connection is closed.
  func end() {
    statements.removeAll()
    brake.detach(from: handle)
  }

  private func describeError(_ sql: String) -> StorageError {
    let code = sqlite3_extended_errcode(handle)
    let message = String(cString: sqlite3_errmsg(handle))
    return SQLiteFailure(code: code, message: message, sql: sql).asStorageError(in: handle)
  }
}
