import Foundation
import Logging

/// One SQLite file: a few readers that work on the caller's thread, and one writer with group commit.
final class SQLiteDatabase: Database {
  var dialect: Dialect { .sqlite }

  /// How many commits the writes took; fewer than writes when they came together.
  var commits: Int { writer.commits }

  /// How many writes wait for the next commit.
  var waitingWrites: Int { writer.waiting }

  private let name: String
  private let writer: GroupCommit
  private let readers: ConnectionPool<SQLiteConnection>

  /// - Parameter readerCount: a read never suspends while it holds a reader, so more readers than
  ///   threads are of no use; some to spare for a machine that grows.
  init(
    path: String, groupLimit: Int = 1024, readerCount: Int = max(4, ProcessInfo.processInfo.activeProcessorCount * 2),
    acquireTimeout: Duration = .seconds(5), logger: Logger
  ) throws {
    let url = URL(filePath: path)
    self.name = url.lastPathComponent
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw StorageError.unavailable("\(path): \(error.localizedDescription)")
    }
    // The writer comes first: it creates the file and switches it to WAL.
    let connection = try SQLiteConnection(path: path, readonly: false)
    let readers = try (0..<readerCount).map { _ in try SQLiteConnection(path: path, readonly: true) }
    self.writer = GroupCommit(connection, limit: groupLimit)
    self.readers = ConnectionPool(capacity: readerCount, acquireTimeout: acquireTimeout, idle: readers)
    logger.debug("opened SQLite", metadata: ["path": "\(path)", "readers": "\(readerCount)"])
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    guard let reader = try await readers.acquire() else { throw StorageError.closed }
    let span = TransactionSpan("db.read", .sqlite, namespace: name)
    defer {
      span.end()
      readers.release(reader)
    }
    do {
      return try reader.read(body)
    } catch {
      span.fail(error)
      throw error
    }
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    let span = TransactionSpan("db.write", .sqlite, namespace: name)
    defer { span.end() }
    do {
      return try await writer.write(body)
    } catch {
      span.fail(error)
      throw error
    }
  }

  func migrate(_ migrations: [Migration]) async throws {
    try MigrationHistory.refuseDuplicates(migrations)
    // BEGIN IMMEDIATE lets one process in at a time, and each looks again at what is there.
    try await write { tx in _ = try tx.execute(MigrationHistory.createTable) }
    for migration in migrations {
      try await write { tx in
        guard try MigrationHistory(tx).isPending(migration, .sqlite) else { return }
        guard let engine = tx as? SQLiteTransaction else { return }
        for statement in migration.statements(.sqlite) { try engine.script(statement) }
        try MigrationHistory.record(migration, tx)
      }
    }
  }

  func close() async {
    for reader in await readers.close() { reader.close() }
    // The last to close a WAL database moves the log into the file, which a reader could not.
    await writer.close()
  }
}
