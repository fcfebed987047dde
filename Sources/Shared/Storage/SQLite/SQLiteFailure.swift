import Foundation
import GRDBSQLite

/// An error of SQLite on its way to a ``StorageError``. SQLite names a constraint's table and columns
/// only in its message, and for foreign keys not even there.
struct SQLiteFailure {
  let code: Int32
  let message: String
  let sql: String

  func asStorageError(in handle: OpaquePointer) -> StorageError {
    switch code {
    case constraint(8), constraint(6), constraint(10):  // UNIQUE, PRIMARYKEY, ROWID
      if let index = detail.split(separator: "'").dropFirst().first, detail.hasPrefix("index ") {
        let (table, columns) = expressionIndex(String(index), in: handle)
        return .uniqueViolation(table: table, columns: columns)
      }
      let names = detail.split(separator: ",").map { $0.drop { $0 == " " }.split(separator: ".", maxSplits: 1) }
      return .uniqueViolation(
        table: names.first?.first.map(String.init) ?? target, columns: names.compactMap { $0.last.map(String.init) })
    case constraint(5):  // NOTNULL
      let names = detail.split(separator: ".", maxSplits: 1).map(String.init)
      return .notNullViolation(table: names.first ?? target, column: names.last ?? "")
    case constraint(1): return .checkViolation(table: target, constraint: detail)
    case constraint(3): return .foreignKeyViolation(table: referencingTable(in: handle))
    case _ where code & 0xff == SQLITE_BUSY || code & 0xff == SQLITE_LOCKED: return .conflict(message)
    case _ where code & 0xff == SQLITE_FULL || isDiskFull(handle): return .full(message)
    case _ where code & 0xff == SQLITE_TOOBIG || isBeyondLimits: return .unacceptable(message)
    default: return .failed(code: "sqlite_\(code)", message: message)
    }
  }

  /// SQLite tells a full disk as an I/O error where it finds out by another call than a write.
  private func isDiskFull(_ handle: OpaquePointer) -> Bool {
    guard code & 0xff == SQLITE_IOERR else { return false }
    let cause = sqlite3_system_errno(handle)
    return cause == ENOSPC || cause == EDQUOT
  }

  /// SQLite has no code of their own for these.
  private var isBeyondLimits: Bool {
    guard code & 0xff == SQLITE_ERROR else { return false }
    let limits = [
      "too large", "too complex", "too many", "too big", "parser stack overflow", "Recursion limit",
      "integer overflow",
    ]
    return limits.contains { message.contains($0) }
  }

  /// Extended codes are macros that Swift can't import.
  private func constraint(_ kind: Int32) -> Int32 { SQLITE_CONSTRAINT | kind << 8 }

  /// What stands after "UNIQUE constraint failed: ".
  private var detail: String {
    message.firstRange(of: "failed: ").map { String(message[$0.upperBound...]) } ?? ""
  }

  /// The table a statement writes to.
  private var target: String {
    let words = sql.split { $0.isWhitespace || $0 == "(" || $0 == "," }
    for (index, word) in words.enumerated() where index + 1 < words.count {
      let next = words[index + 1]
      let isTarget =
        switch word.uppercased() {
        case "INTO", "UPDATE", "FROM": true
        default: false
        }
      if isTarget { return next.filter { $0 != "\"" } }
    }
    return ""
  }

  /// The table whose foreign key it is: as PostgreSQL has it, the one that refers, also when a row
  /// that is referred to was deleted.
  private func referencingTable(in handle: OpaquePointer) -> String {
    let target = target
    let verb = sql.drop { $0.isWhitespace }.prefix(6).uppercased()
    guard verb != "INSERT" else { return target }
    let referring = column(
      """
      SELECT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
      WHERE m.type = 'table' AND f."table" = ? COLLATE NOCASE AND (? <> 'UPDATE' OR m.name <> f."table")
      """, [target, verb], in: handle)
    return referring.first ?? target
  }

  private func expressionIndex(_ name: String, in handle: OpaquePointer) -> (table: String, columns: [String]) {
    let table = column("SELECT tbl_name FROM sqlite_master WHERE name = ?", [name], in: handle).first ?? target
    let sql = column("SELECT sql FROM sqlite_master WHERE name = ?", [name], in: handle).first ?? ""
    guard let open = sql.firstIndex(of: "(") else { return (table, []) }
    var columns = [""]
    var depth = 0
    for character in sql[sql.index(after: open)...] {
      if character == ")", depth == 0 { break }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 { columns.append("") } else { columns[columns.count - 1].append(character) }
    }
    return (table, columns.map { String($0.drop { $0 == " " }) })
  }

  private func column(_ sql: String, _ arguments: [String], in handle: OpaquePointer) -> [String] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { return [] }
    defer { sqlite3_finalize(statement) }
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)  // SQLITE_TRANSIENT
    for (index, argument) in arguments.enumerated() {
      sqlite3_bind_text(statement, Int32(index + 1), argument, -1, copied)
    }
    var values: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let text = sqlite3_column_text(statement, 0) { values.append(String(cString: text)) }
    }
    return values
  }
}
