import CPostgres

/// An error of the server on its way to a ``StorageError``.
struct PostgresFailure {
  let state: String
  let message: String
  let detail: String
  let table: String
  let column: String
  let constraint: String

  init(_ result: OpaquePointer) {
    func field(_ code: UnicodeScalar) -> String {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
    }
    // PG_DIAG_… are character macros; the letters are those of the protocol's ErrorResponse.
    self.state = field("C")
    let primary = field("M")
    self.message = primary.isEmpty ? String(cString: PQresultErrorMessage(result)) : primary
    self.detail = field("D")
    self.table = field("t")
    self.column = field("c")
    self.constraint = field("n")
  }

  /// A plan in the cache no longer fits the table: the statement must be prepared again.
  var isStalePlan: Bool { state == "0A000" && message.contains("cached plan") }

  func asStorageError(isConnected: Bool) -> StorageError {
    switch state {
    case "23505": return .uniqueViolation(table: table, columns: keyColumns)
    case "23503": return .foreignKeyViolation(table: table)
    case "23514": return .checkViolation(table: table, constraint: constraint)
    case "23502": return .notNullViolation(table: table, column: column)
    case "40001", "40P01": return .conflict(message)
    case "57014": return .timedOut  // query_canceled: by us, by the server's limit or by an operator
    case "53100": return .full(message)
    case "53000", "53200", "53400": return .overloaded(message)
    // Too long, out of range, not text in this encoding; a statement or an index row beyond the limits.
    case "22001", "22003", "22008", "22021", "22P05", "54000", "54001", "54011", "54023":
      return .unacceptable(message)
    case "57P01", "57P02", "57P03", "53300": return .unavailable(message)
    case _ where !isConnected || state.hasPrefix("08"): return .unavailable(message)
    default: return .failed(code: state, message: message)
    }
  }

  /// The columns in "Key (a, b)=(1, 2) already exists.", whatever language it is in.
  private var keyColumns: [String] {
    guard let open = detail.firstIndex(of: "("), let close = detail.firstRange(of: ")=(") else { return [] }
    guard open < close.lowerBound else { return [] }
    return detail[detail.index(after: open)..<close.lowerBound].split(separator: ", ").map {
      $0.filter { $0 != "\"" }
    }
  }
}
