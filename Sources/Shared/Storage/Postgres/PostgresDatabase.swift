import Logging
import Synchronization

/// One schema of a PostgreSQL database, over a bounded pool of connections.
final class PostgresDatabase: Database {
  var dialect: Dialect { .postgres }

  let health: StorageHealth

  private let settings: PostgresSettings
  private let pool: ConnectionPool<PostgresConnection>
  private let reconnectFor: Duration
  private let logger: Logger
  private let hasSchema = Mutex(false)
  private let retries = ConflictRetries()

  /// A transaction that was lost after it had run for longer is not run again: it is more likely to be
  /// what the server, or its operator, ended the connection for.
  private static let maximumRepeated = Duration.seconds(10)

  init(_ settings: PostgresSettings, poolSize: Int, acquireTimeout: Duration, logger: Logger) {
    self.settings = settings
    self.pool = ConnectionPool(capacity: max(1, poolSize), acquireTimeout: acquireTimeout)
    // A server that restarts is back within this time; one that is down should be reported soon.
    self.reconnectFor = min(acquireTimeout, .seconds(2))
    self.health = StorageHealth(settings.schema, logger: logger)
    self.logger = logger
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await traced("db.read") {
      try await onConnection { link in
        let tx = PostgresTransaction(link, begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let result = Result { try body(tx) }
        if let stopped = tx.stopped { return (.failure(stopped), tx) }
        if let doom = tx.doom { return (.failure(Interruption.lost(doom)), tx) }
        return (result, tx)
      }
    }
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    do {
      let value = try await traced("db.write") {
        try await onConnection { [retries] link in (Result { try retries.run(link, body) }, nil) }
      }
      health.succeeded()
      return value
    } catch {
      health.failed(error)
      throw error
    }
  }

  func migrate(_ migrations: [Migration]) async throws {
    try MigrationHistory.refuseDuplicates(migrations)
    let number = settings.lockNumber
    try await onConnection(StatementWatch(deadline: nil)) { link in
      (Result { try link.withoutTimeout { try PostgresDatabase.migrate(migrations, on: link, lock: number) } }, nil)
    }
  }

  /// Not SERIALIZABLE but behind a lock: a snapshot from before the lock would not see what the
  /// starter who held it has done.
  private static func migrate(_ migrations: [Migration], on link: PostgresLink, lock number: Int64) throws {
    let watch = link.watch
    try link.script("SELECT pg_advisory_lock(\(number))")
    // If the connection breaks, the server lets go of the lock.
    defer {
      // Not the caller's: who has left must not leave with the lock.
      link.watch = StatementWatch(deadline: nil)
      try? link.script("SELECT pg_advisory_unlock(\(number))")
    }
    try link.script(MigrationHistory.createTable)
    for migration in migrations {
      link.watch = watch
      let tx = PostgresTransaction(link, begin: "BEGIN")
      defer { tx.rollback() }
      guard try MigrationHistory(tx).isPending(migration, .postgres) else { continue }
      for statement in migration.statements(.postgres) { try tx.script(statement) }
      try MigrationHistory.record(migration, tx)
      try tx.commit()
    }
  }

  func close() async {
    for connection in await pool.close() { connection.close() }
  }

  private func traced<T>(_ name: String, _ operation: () async throws -> T) async throws -> T {
    let span = TransactionSpan(name, .postgres, namespace: settings.schema)
    defer { span.end() }
    do {
      return try await operation()
    } catch {
      span.fail(error)
      throw error
    }
  }

  /// What ended a transaction when it was not the closure's doing; nothing of it was committed.
  enum Interruption: Error {
    /// The connection had ended while it was idle: nothing was sent.
    case stale
    /// It ended during the transaction.
    case lost(StorageError)
  }

  /// Runs `body` on a connection that works; once more, on another one, when the connection is lost
  /// before a commit was sent.
  /// - Parameter body: gives its result, and the transaction that is still to be ended when the
  ///   caller has its answer: a read need not wait for that round trip.
  private func onConnection<T: Sendable>(
    _ watch: StatementWatch = .current(),
    _ body: @escaping @Sendable (PostgresLink) -> (Result<T, any Error>, PostgresTransaction?)
  ) async throws -> T {
    try await withTaskCancellationHandler {
      var mayRepeat = true
      while true {
        let connection = try await acquire(watch)
        let start = ContinuousClock.now
        do {
          return try await run(on: connection, watch, body)
        } catch Interruption.stale {
          continue
        } catch Interruption.lost(let error) {
          try watch.check()
          guard mayRepeat, ContinuousClock.now - start < Self.maximumRepeated else { throw error }
          mayRepeat = false
          // Where one connection broke, its idle neighbours are likely to have broken, too.
          pool.forgetIdle()
          logger.warning("lost a PostgreSQL connection; running the transaction again", metadata: ["cause": "\(error)"])
        }
      }
    } onCancel: {
      watch.cancel()
    }
  }

  private func run<T: Sendable>(
    on connection: PostgresConnection, _ watch: StatementWatch,
    _ body: @escaping @Sendable (PostgresLink) -> (Result<T, any Error>, PostgresTransaction?)
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let isAccepted = connection.post { [pool] link in
        guard link.isAlive, link.isIdle else {
          pool.release(nil)
          return continuation.resume(throwing: Interruption.stale)
        }
        link.watch = watch
        let (result, unfinished) = body(link)
        if let unfinished {
          continuation.resume(with: result)
          unfinished.rollback()
          pool.release(link.isIdle ? connection : nil)
        } else {
          pool.release(link.isIdle ? connection : nil)
          continuation.resume(with: result)
        }
      }
      if !isAccepted {
        pool.release(nil)
        continuation.resume(throwing: StorageError.closed)
      }
    }
  }

  private func acquire(_ watch: StatementWatch) async throws -> PostgresConnection {
    if let connection = try await pool.acquire(until: watch.deadline) { return connection }
    do {
      return try await connect(until: watch.deadline)
    } catch {
      pool.release(nil)
      throw error
    }
  }

  /// Opens a connection, and tries again for a while when the server does not answer.
  private func connect(until latest: ContinuousClock.Instant?) async throws -> PostgresConnection {
    let patience = ContinuousClock.now.advanced(by: reconnectFor)
    let deadline = min(latest ?? patience, patience)
    var pause = Duration.milliseconds(25)
    while true {
      do {
        let needsSchema = !hasSchema.withLock { $0 }
        let connection = try await PostgresConnection.open(settings) { [settings] link in
          if needsSchema { try settings.createSchema(on: link) }
        }
        hasSchema.withLock { $0 = true }
        return connection
      } catch StorageError.unavailable(let message) {
        guard ContinuousClock.now < deadline else { throw StorageError.unavailable(message) }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(250))
      }
    }
  }
}
