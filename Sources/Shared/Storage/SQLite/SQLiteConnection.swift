import GRDB
import GRDBSQLite

/// One connection to a SQLite file.
///
/// Sendable without the compiler's proof: `transaction` is made and used only inside `queue`, which
/// lets one thread in at a time.
final class SQLiteConnection: @unchecked Sendable {
  private let queue: DatabaseQueue
  private var transaction: SQLiteTransaction?

  /// How long SQLite waits for another process that holds the write lock.
  private static let busyTimeout = 10.0

  init(path: String, readonly: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.foreignKeysEnabled = true
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(Self.busyTimeout)
    configuration.allowsUnsafeTransactions = true
    configuration.label = readonly ? "quartet.sqlite.reader" : "quartet.sqlite.writer"
    do {
      self.queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { db in
        // GRDB sets NORMAL in WAL mode, which may lose the last commits on a power failure.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // As in PostgreSQL.
        try db.execute(sql: "PRAGMA case_sensitive_like = ON")
        transaction = try SQLiteTransaction(db)
      }
    } catch let error as DatabaseError {
      throw StorageError.failed(
        code: "sqlite_\(error.extendedResultCode.rawValue)", message: "\(path): \(error.message ?? "can't be opened")")
    }
  }

  /// Runs `body` on the calling thread, on one snapshot.
  func read<T>(_ limit: SQLiteBrake.Limit, _ body: (any Transaction) throws -> T) throws -> T {
    try use { tx in
      try tx.command("BEGIN DEFERRED")
      defer { tx.rollback() }
      return try tx.within(limit) { try body(tx) }
    }
  }

  /// Lends the connection to `body`, on the calling thread.
  func use<T>(_ body: (SQLiteTransaction) throws -> T) throws -> T {
    try queue.unsafeRead { _ in
      guard let transaction else { throw StorageError.closed }
      return try body(transaction)
    }
  }

  func close() {
    queue.inDatabase { _ in
      transaction?.end()
      transaction = nil
    }
    try? queue.close()
  }
}
