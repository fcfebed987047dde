import GRDBSQLite

/// The row a statement stands on.
struct SQLiteRow: Row {
  let statement: OpaquePointer

  func isNull(_ index: Int) -> Bool { type(index) == SQLITE_NULL }

  func text(_ index: Int) throws -> String {
    guard type(index) == SQLITE_TEXT, let start = sqlite3_column_text(statement, Int32(index)) else {
      throw unexpected("text", index)
    }
    let count = Int(sqlite3_column_bytes(statement, Int32(index)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func int(_ index: Int) throws -> Int64 {
    switch type(index) {
    case SQLITE_INTEGER: return sqlite3_column_int64(statement, Int32(index))
    case SQLITE_FLOAT:
      guard let value = Int64(exactly: sqlite3_column_double(statement, Int32(index))) else { fallthrough }
      return value
    default: throw unexpected("integer", index)
    }
  }

  func double(_ index: Int) throws -> Double {
    switch type(index) {
    case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement, Int32(index))
    default: throw unexpected("double", index)
    }
  }

  func blob(_ index: Int) throws -> [UInt8] {
    guard type(index) == SQLITE_BLOB else { throw unexpected("blob", index) }
    let count = Int(sqlite3_column_bytes(statement, Int32(index)))
    return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, Int32(index)), count: count))
  }

  private func type(_ index: Int) -> Int32 { sqlite3_column_type(statement, Int32(index)) }

  private func unexpected(_ wanted: String, _ index: Int) -> StorageError {
    let columns = Int(sqlite3_column_count(statement))
    guard index < columns else { return .unexpectedType("column \(index) of \(columns)") }
    let name = sqlite3_column_name(statement, Int32(index)).map { String(cString: $0) } ?? ""
    let found =
      switch type(index) {
      case SQLITE_NULL: "NULL"
      case SQLITE_INTEGER: "integer"
      case SQLITE_FLOAT: "double"
      case SQLITE_TEXT: "text"
      default: "blob"
      }
    return .unexpectedType("column \(index) (\(name)) is \(found), not \(wanted)")
  }
}
