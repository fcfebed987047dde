import CPostgres

/// A transaction on a connection. BEGIN, SAVEPOINT and RELEASE wait in `pending` and travel with the
/// next statement.
final class PostgresTransaction: Transaction {
  var dialect: Dialect { .postgres }

  /// A conflict or a lost connection, once seen: whatever the closure makes of it, the transaction
  /// can only be run again.
  private(set) var doom: StorageError?

  /// Why the transaction was stopped, once it was: whatever the closure made of it, this is its outcome.
  private(set) var stopped: (any Error)?

  private let link: PostgresLink
  private var pending: [String]
  private var isBegun = false
  private var depth = 0
  private var failed = FailedStatement()

  /// As many as the protocol can count.
  private static let maximumArguments = 65_535
  /// How long the server has for a commit, and for undoing: it does no work of the closure's in either.
  private static let commitTime = Duration.seconds(10)
  private static let rollbackTime = Duration.seconds(2)

  /// - Parameter begin: the BEGIN statement with its isolation level.
  init(_ link: PostgresLink, begin: String) {
    self.link = link
    self.pending = [begin] + link.housekeeping()
  }

  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try run(sql, arguments).changedRows }

  func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (any Row) throws -> Void) throws {
    let result = try run(sql, arguments)
    for row in 0..<result.rows { try body(PostgresRow(result: result.raw, row: Int32(row))) }
  }

  private func run(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresResult {
    try failed.check()
    try refuseNUL(in: arguments)
    guard arguments.count <= Self.maximumArguments else {
      throw StorageError.unacceptable("\(arguments.count) arguments are more than \(Self.maximumArguments)")
    }
    try obeyWatch()
    do {
      let result = try link.run(prefix: pending, sql, arguments)
      isBegun = true
      pending.removeAll()
      return result
    } catch let error as StorageError {
      switch error {
      case .failed("arguments", _): throw error  // nothing was sent
      case .conflict, .unavailable: doom = doom ?? error
      default: break
      }
      isBegun = true
      pending.removeAll()
      failed.record(error)
      try obeyWatch()
      throw error
    }
  }

  private func obeyWatch() throws {
    stopped = stopped ?? link.watch.reason
    if let stopped { throw stopped }
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    try failed.check()
    depth += 1
    let name = "s\(depth)"
    defer { depth -= 1 }
    let savepoint = "SAVEPOINT \(name)"
    pending.append(savepoint)
    do {
      let value = try body()
      try failed.check()
      if pending.last == savepoint { pending.removeLast() } else { pending.append("RELEASE \(savepoint)") }
      return value
    } catch {
      if let index = pending.lastIndex(of: savepoint) {
        // Nothing of it has reached the server.
        pending.removeSubrange(index...)
      } else {
        failed.clear()
        pending = ["ROLLBACK TO \(savepoint)", "RELEASE \(savepoint)"]
      }
      throw error
    }
  }

  /// Runs a migration's text, which may hold several statements.
  func script(_ sql: String) throws {
    if !pending.isEmpty { _ = try link.run(prefix: pending, nil, []) }
    isBegun = true
    pending.removeAll()
    try link.script(sql)
  }

  /// - Throws: ``StorageError/commitUnknown(_:)`` when the answer was lost.
  func commit() throws {
    if let doom { throw doom }
    try failed.check()
    guard isBegun else { return }
    try obeyWatch()
    // Once it is sent, only the server knows: a caller who leaves no longer stops it.
    link.watch = StatementWatch(deadline: .now + Self.commitTime)
    guard link.isAlive else {
      let error = StorageError.unavailable("the connection was lost before the commit")
      doom = error
      throw error
    }
    do {
      let result = try link.run(prefix: pending + ["COMMIT"], nil, [])
      guard result.command == "COMMIT" else {
        throw StorageError.failed(code: "25P02", message: "the server rolled back instead of committing")
      }
      isBegun = false
    } catch StorageError.unavailable(let message) {
      isBegun = false
      throw StorageError.commitUnknown(message)
    } catch let error as StorageError {
      if case .conflict = error { doom = error }
      throw error
    }
  }

  /// Ends the transaction, if it was begun; a connection that can't is discarded by its owner.
  func rollback() {
    guard isBegun else { return }
    isBegun = false
    link.watch = StatementWatch(deadline: .now + Self.rollbackTime)
    if link.isAlive, !link.isIdle { try? link.script("ROLLBACK") }
  }
}
