import Foundation
import Logging

/// One SQLite file: a few readers that work on the caller's thread, and one writer with group commit.
///
/// A read that turns out long begins anew on one of a few threads kept for such, so that it does not hold
/// up the calls that share the caller's.
final class SQLiteDatabase: Database {
  var dialect: Dialect { .sqlite }

  /// How many commits the writes took; fewer than writes when they came together.
  var commits: Int { writer.commits }

  /// How many writes wait for the next commit.
  var waitingWrites: Int { writer.waiting }

  let health: StorageHealth

  private let name: String
  private let writer: GroupCommit
  private let readers: ConnectionPool<SQLiteConnection>
  /// Started when they are first needed.
  private let threads: ConnectionPool<ReadThread>
  private let maximumHere: Duration

  /// - Parameters:
  ///   - readerCount: a short read never suspends while it holds a reader, so more readers than threads of
  ///     the caller's kind and half as many long ones are of no use.
  ///   - maximumHere: how long a read may hold the caller's thread.
  init(
    path: String, groupLimit: Int = 1024, readerCount: Int = max(4, ProcessInfo.processInfo.activeProcessorCount * 2),
    acquireTimeout: Duration = .seconds(5), maximumHere: Duration = .milliseconds(8), logger: Logger
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
    self.threads = ConnectionPool(capacity: max(1, readerCount / 2), acquireTimeout: acquireTimeout)
    self.maximumHere = maximumHere
    self.health = StorageHealth(name, logger: logger)
    logger.debug("opened SQLite", metadata: ["path": "\(path)", "readers": "\(readerCount)"])
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try Task.checkCancellation()
    let span = TransactionSpan("db.read", .sqlite, namespace: name)
    defer { span.end() }
    do {
      do {
        return try await readHere(body)
      } catch is SQLiteBrake.TooLongHere {
        return try await readAside(body)
      }
    } catch {
      span.fail(error)
      throw error
    }
  }

  private func readHere<T: Sendable>(_ body: (any Transaction) throws -> T) async throws -> T {
    guard let reader = try await readers.acquire(until: StatementLimit.deadline) else { throw StorageError.closed }
    defer { readers.release(reader) }
    return try reader.read(.short(until: .now + maximumHere), body)
  }

  private func readAside<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    let watch = StatementWatch.current()
    return try await withTaskCancellationHandler {
      let thread = try await threads.acquire(until: watch.deadline) ?? ReadThread()
      defer { threads.release(thread) }
      guard let reader = try await readers.acquire(until: watch.deadline) else { throw StorageError.closed }
      defer { readers.release(reader) }
      return try await thread.run {
        try watch.check()
        return try reader.read(.watch(watch), body)
      }
    } onCancel: {
      watch.cancel()
    }
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    let span = TransactionSpan("db.write", .sqlite, namespace: name)
    defer { span.end() }
    do {
      let value = try await writer.write(body)
      health.succeeded()
      return value
    } catch {
      health.failed(error)
      span.fail(error)
      throw error
    }
  }

  func migrate(_ migrations: [Migration]) async throws {
    try MigrationHistory.refuseDuplicates(migrations)
    try await StatementLimit.lifted { try await apply(migrations) }
  }

  private func apply(_ migrations: [Migration]) async throws {
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
    for thread in await threads.close() { thread.close() }
    for reader in await readers.close() { reader.close() }
    // The last to close a WAL database moves the log into the file, which a reader could not.
    await writer.close()
  }
}
