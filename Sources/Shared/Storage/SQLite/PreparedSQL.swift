import GRDB
import GRDBSQLite

/// A prepared statement of one connection.
///
/// GRDB compiles and finalizes it; binding and stepping go to SQLite directly, because GRDB's cursors
/// cost more than a point read does.
final class PreparedSQL {
  private let statement: GRDB.Statement
  let raw: OpaquePointer
  private let parameterCount: Int

  init(_ statement: GRDB.Statement) {
    self.statement = statement
    self.raw = statement.sqliteStatement
    self.parameterCount = Int(sqlite3_bind_parameter_count(statement.sqliteStatement))
  }

  var isRunning: Bool { sqlite3_stmt_busy(raw) != 0 }

  func bind(_ arguments: [SQLValue], sql: String) throws(StorageError) {
    guard arguments.count == parameterCount else {
      throw wrongArgumentCount(sql, expected: parameterCount, given: arguments.count)
    }
    var index: Int32 = 0
    for argument in arguments {
      index += 1
      let code: Int32
      switch argument {
      case .null: code = sqlite3_bind_null(raw, index)
      case .int(let value): code = sqlite3_bind_int64(raw, index, value)
      case .double(let value): code = sqlite3_bind_double(raw, index, value)
      case .text(let value):
        code = sqlite3_bind_text64(raw, index, value, UInt64(value.utf8.count), copied, UInt8(SQLITE_UTF8))
      case .blob(let value):
        code =
          value.isEmpty
          ? sqlite3_bind_zeroblob(raw, index, 0)
          : value.withUnsafeBytes { sqlite3_bind_blob64(raw, index, $0.baseAddress, UInt64($0.count), copied) }
      }
      guard code != SQLITE_TOOBIG else { throw .unacceptable("argument \(index) is too large") }
      guard code == SQLITE_OK else {
        throw .failed(code: "sqlite_\(code)", message: "argument \(index) can't be bound")
      }
    }
  }

  /// Ends the run and lets go of the arguments.
  func reset() {
    sqlite3_reset(raw)
    sqlite3_clear_bindings(raw)
  }

  /// SQLITE_TRANSIENT, a macro that Swift can't import: SQLite makes its own copy.
  private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
