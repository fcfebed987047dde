import CPostgres

/// A connection of libpq, used by one thread only: everything here blocks, as long as the transaction
/// that has the connection may take (``watch``).
///
/// Statements go in pipeline mode, so that BEGIN, SAVEPOINT and the first PREPARE travel with the
/// statement they come before and cost no round trip of their own.
final class PostgresLink {
  private let raw: OpaquePointer
  private let wait: ServerWait
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
    self.wait = ServerWait(raw)
    guard PQstatus(raw) == CONNECTION_OK else {
      throw StorageError.unavailable(String(cString: PQerrorMessage(raw)).trimmed)
    }
    // "relation already exists, skipping" is no news, and libpq would print it.
    _ = PQsetNoticeProcessor(raw, { _, _ in }, nil)
    PQsetnonblocking(raw, 1)
    try script("SET search_path TO \"\(settings.schema)\"; \(Self.standardTimeout)")
    // The server's own look at whether we are still there, for a process that was killed: 14 and later.
    try? script("SET client_connection_check_interval = '2s'")
  }

  /// The server's limit, beside ours, for a process that can't cancel any more.
  private static let standardTimeout = "SET statement_timeout = '\(StatementLimit.standard.components.seconds)s'"

  /// The transaction that has the connection now: it is cancelled when it must stop.
  var watch: StatementWatch {
    get { wait.watch }
    set { wait.watch = newValue }
  }

  /// Runs `body` without the server's limit, for migrations.
  func withoutTimeout<T>(_ body: () throws -> T) throws -> T {
    try script("SET statement_timeout = 0")
    defer { try? script(Self.standardTimeout) }
    return try body()
  }

  deinit { PQfinish(raw) }

  /// Whether the server is still there, as far as the socket knows; no round trip.
  var isAlive: Bool {
    // The first call takes in the server's farewell, the second notices that nothing comes after it.
    !wait.isAbandoned && PQconsumeInput(raw) == 1 && PQconsumeInput(raw) == 1 && PQstatus(raw) == CONNECTION_OK
  }

  /// Whether the connection can serve another transaction.
  var isIdle: Bool {
    !wait.isAbandoned && PQstatus(raw) == CONNECTION_OK && PQtransactionStatus(raw) == PQTRANS_IDLE
  }

  /// Runs text that may hold several statements and has no parameters.
  func script(_ sql: String) throws {
    guard PQsendQuery(raw, sql) == 1 else { throw lost() }
    defer { wait.settle() }
    var failure: StorageError?
    while let result = try wait.next() {
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
      default:
        let isConnected = PQstatus(raw) == CONNECTION_OK
        failure = failure ?? PostgresFailure(result).asStorageError(isConnected: isConnected)
      }
      if PQstatus(raw) != CONNECTION_OK { break }
    }
    if let failure { throw failure }
    guard PQstatus(raw) == CONNECTION_OK else { throw lost() }
  }

  /// Sends `prefix` and, with it, the statement; waits for all answers.
  /// - Returns: the answer to the statement, or to the last of `prefix` when there is none.
  /// - Throws: the first error of any of them; what came after it was not run.
  func run(prefix: [String], _ sql: String?, _ arguments: [SQLValue]) throws -> PostgresResult {
    guard let sql else {
      var exchange = Exchange(raw, wait)
      for command in prefix { exchange.send(command) }
      do { return try exchange.finish() } catch let failure as Exchange.Failed { throw failure.error }
    }
    var prepared = statements[sql] ?? Prepared(sql: NumberedSQL(sql))
    guard prepared.sql.count == arguments.count else {
      throw wrongArgumentCount(sql, expected: prepared.sql.count, given: arguments.count)
    }
    var exchange = Exchange(raw, wait)
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

  /// What is to be sent at the start of a transaction: what keeps the cache small, and the server's
  /// limit out of the way of one that may take longer.
  func housekeeping() -> [String] {
    var commands: [String] = []
    if watch.deadline.map({ $0 > .now + StatementLimit.standard }) ?? true {
      commands.append("SET LOCAL statement_timeout = 0")
    }
    guard statements.values.reduce(0, { $0 + $1.variants.count }) > Self.cacheSize else { return commands }
    statements.removeAll()
    return commands + ["DEALLOCATE ALL"]
  }

  private func lost() -> StorageError { .unavailable(String(cString: PQerrorMessage(raw)).trimmed) }
}

extension String {
  /// libpq's messages end with a line break.
  var trimmed: String { String(self.reversed().drop { $0.isWhitespace }.reversed()) }
}
