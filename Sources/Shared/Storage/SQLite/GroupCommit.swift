import Foundation
import Synchronization

/// The one writer of a SQLite file: a thread that takes every write that waits, runs each in a
/// savepoint of its own, commits them together (one fsync for all), and only then answers.
final class GroupCommit: Sendable {
  private let mailbox = Mailbox<any QueuedWrite>()
  private let thread: Writer

  /// How many transactions were committed since the start.
  var commits: Int { thread.commits.load(ordering: .relaxed) }

  /// How many writes wait for the thread.
  var waiting: Int { mailbox.count }

  /// - Parameter limit: the most writes that share a commit.
  init(_ connection: SQLiteConnection, limit: Int) {
    self.thread = Writer(connection, limit: limit)
    let thread = Thread { [thread, mailbox] in thread.serve(mailbox) }
    thread.name = "sqlite-writer"
    thread.start()
  }

  deinit { mailbox.close() }

  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    let write = Write(.current(), body)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        guard write.attach(continuation) else { return }
        if !mailbox.post(write) { write.finish(StorageError.closed) }
      }
    } onCancel: {
      write.cancel()
    }
  }

  /// Finishes what was accepted and closes the connection.
  func close() async {
    mailbox.close()
    await thread.ended.wait()
  }
}

/// What runs on the writer's thread.
private final class Writer: Sendable {
  let commits = Atomic(0)
  let ended = Signal()
  private let connection: SQLiteConnection
  private let limit: Int

  init(_ connection: SQLiteConnection, limit: Int) {
    self.connection = connection
    self.limit = max(1, limit)
  }

  func serve(_ mailbox: Mailbox<any QueuedWrite>) {
    while let writes = mailbox.takeAll() {
      for start in stride(from: 0, to: writes.count, by: limit) {
        commit(writes[start..<min(start + limit, writes.count)])
      }
    }
    connection.close()
    ended.signal()
  }

  private func commit(_ writes: ArraySlice<any QueuedWrite>) {
    var writes = writes
    while !writes.isEmpty {
      var batch = Batch()
      do {
        try connection.use { tx in try runAll(&writes, in: tx, &batch) }
        for write in batch.done { write.finish(nil) }
      } catch is TransactionGone {
        writes = batch.done[...] + writes
      } catch {
        // A constraint that is checked at commit belongs to one of the writes: alone, each gets its own answer.
        if case .foreignKeyViolation? = error as? StorageError, batch.done.count > 1 {
          for write in batch.done { commit([write]) }
        } else {
          for write in batch.done { write.finish(error) }
          if batch.done.isEmpty { writes.popFirst()?.finish(error) }
        }
      }
      for (write, error) in batch.failed { write.finish(error) }
    }
  }

  /// SQLite gave up the whole transaction for one write (stopped in mid-statement, disk full): the others
  /// run again without it.
  private struct TransactionGone: Error {}

  private struct Batch {
    var done: [any QueuedWrite] = []
    var failed: [(any QueuedWrite, any Error)] = []
  }

  private func runAll(
    _ writes: inout ArraySlice<any QueuedWrite>, in tx: SQLiteTransaction, _ batch: inout Batch
  ) throws {
    try tx.command("BEGIN IMMEDIATE")
    defer { tx.rollback() }
    while let write = writes.popFirst() {
      guard write.begin() else { continue }
      if let error = write.run(in: tx) {
        batch.failed.append((write, error))
        if !tx.isOpen { throw TransactionGone() }
      } else {
        batch.done.append(write)
      }
    }
    try tx.command("COMMIT")
    commits.add(1, ordering: .relaxed)
  }
}
