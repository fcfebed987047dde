import CPostgres

/// The whole answer to a statement, in text format: it is exact for every type there is, and SUM's
/// `numeric` reads like any number.
final class PostgresResult {
  let raw: OpaquePointer

  init(_ raw: OpaquePointer) { self.raw = raw }

  deinit { PQclear(raw) }

  var rows: Int { Int(PQntuples(raw)) }

  /// How many rows INSERT, UPDATE or DELETE changed. Zero for SELECT, which counts as well.
  var changedRows: Int {
    let tag = String(cString: PQcmdStatus(raw))
    guard tag.hasPrefix("INSERT") || tag.hasPrefix("UPDATE") || tag.hasPrefix("DELETE") || tag.hasPrefix("MERGE")
    else { return 0 }
    return Int(String(cString: PQcmdTuples(raw))) ?? 0
  }

  /// The command that the server says it has done: "COMMIT" is answered by "ROLLBACK" at times.
  var command: String { String(cString: PQcmdStatus(raw)) }
}
