import CPostgres

/// A connection of libpq, used by one thread only: everything here blocks.
///
/// Statements go in pipeline mode, so that BEGIN, SAVEPOINT and the first PREPARE travel with the
/// statement they come before and cost no round trip of their own.
final class PostgresLink {
  private let raw: OpaquePointer
  private var statements: [String: Prepared] = [:]
  private var preparedCount = 0

  private struct Prepared {
    let sql: NumberedSQL
    /// One prepared statement per combination of argument types; a NULL fits every type.
    var variants: [(types: [UInt32], name: String)] = []

    func variant(for types: [UInt32]) -> String? {
      variants.first { variant in
        zip(variant.types, types).allSatisfy { $0 == $1 || $1 == PostgresParameters.TypeID.unknown }
      }?.name
    }
  }

  /// Prepared statements kept per connection; text made from lists of arguments must not grow it for ever.
  private static let cacheSize = 256

  init(_ settings: PostgresSettings) throws {
    // A URL may override what stands before it, not what stands after it.
    let options = [
      ("connect_timeout", "5"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"),
      ("application_name", "quartet"), ("dbname", settings.url), ("client_encoding", "UTF8"),
    ]
    let keys = PostgresStrings(options.map(\.0))
    let values = PostgresStrings(options.map(\.1))
    let opened = withExtendedLifetime((keys, values)) { PQconnectdbParams(keys.pointers, values.pointers, 1) }
    guard let raw = opened else { throw StorageError.unavailable("out of memory") }
    self.raw = raw
    guard PQstatus(raw) == CONNECTION_OK else {
      throw StorageError.unavailable(String(cString: PQerrorMessage(raw)).trimmed)
    }
    // "relation already exists, skipping" is no news, and libpq would print it.
    _ = PQsetNoticeProcessor(raw, { _, _ in }, nil)
    try script("SET search_path TO \"\(settings.schema)\"")
  }

  deinit { PQfinish(raw) }

  /// Whether the server is still there, as far as the socket knows; no round trip.
  var isAlive: Bool {
    // The first call takes in the server's farewell, the second notices that nothing comes after it.
    PQconsumeInput(raw) == 1 && PQconsumeInput(raw) == 1 && PQstatus(raw) == CONNECTION_OK
  }

  /// Whether the connection can serve another transaction.
  var isIdle: Bool { PQstatus(raw) == CONNECTION_OK && PQtransactionStatus(raw) == PQTRANS_IDLE }

  /// Runs text that may hold several statements and has no parameters.
  func script(_ sql: String) throws {
    guard let result = PQexec(raw, sql) else { throw lost() }
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
    default: throw PostgresFailure(result).asStorageError(isConnected: PQstatus(raw) == CONNECTION_OK)
    }
  }

  /// Sends `prefix` and, with it, the statement; waits for all answers.
  /// - Returns: the answer to the statement, or to the last of `prefix` when there is none.
  /// - Throws: the first error of any of them; what came after it was not run.
  func run(prefix: [String], _ sql: String?, _ arguments: [SQLValue]) throws -> PostgresResult {
    guard let sql else {
      var exchange = Exchange(raw)
      for command in prefix { exchange.send(command) }
      do { return try exchange.finish() } catch let failure as Exchange.Failed { throw failure.error }
    }
    var prepared = statements[sql] ?? Prepared(sql: NumberedSQL(sql))
    guard prepared.sql.count == arguments.count else {
      throw wrongArgumentCount(sql, expected: prepared.sql.count, given: arguments.count)
    }
    var exchange = Exchange(raw)
    for command in prefix { exchange.send(command) }
    let parameters = PostgresParameters(arguments)
    let known = prepared.variant(for: parameters.types)
    let name = known ?? "q\(preparedCount)"
    if known == nil {
      preparedCount += 1
      exchange.prepare(name, prepared.sql.text, parameters.types)
    }
    exchange.execute(name, parameters)
    do {
      let result = try exchange.finish()
      if known == nil {
        prepared.variants.append((parameters.types, name))
        statements[sql] = prepared
      }
      return result
    } catch let failure as Exchange.Failed {
      if failure.isStalePlan {
        statements[sql] = nil
        throw StorageError.conflict("\(failure.error)")
      }
      // It was prepared when only running it failed, and may be used again.
      if known == nil, failure.step == prefix.count + 1 {
        prepared.variants.append((parameters.types, name))
        statements[sql] = prepared
      }
      throw failure.error
    }
  }

  /// What is to be sent at the start of a transaction to keep the cache small.
  func housekeeping() -> [String] {
    guard statements.values.reduce(0, { $0 + $1.variants.count }) > Self.cacheSize else { return [] }
    statements.removeAll()
    return ["DEALLOCATE ALL"]
  }

  private func lost() -> StorageError { .unavailable(String(cString: PQerrorMessage(raw)).trimmed) }
}

extension String {
  /// libpq's messages end with a line break.
  var trimmed: String { String(self.reversed().drop { $0.isWhitespace }.reversed()) }
}
