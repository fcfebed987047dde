import GRDBSQLite

/// Stops what a connection is doing: SQLite asks it every few hundred steps of its machine.
final class SQLiteBrake {
  /// How long a transaction may take.
  enum Limit {
    case none
    case watch(StatementWatch)
    /// A read on a thread that others need.
    case short(until: ContinuousClock.Instant)
  }

  /// A read is too long for the thread that it began on.
  struct TooLongHere: Error {}

  private var limit = Limit.none
  private var stopped: (any Error)?

  /// Often enough for steps that are long themselves, such as LIKE over large texts; asking costs far
  /// less than this many steps.
  private static let steps: Int32 = 200

  /// The brake must outlive the connection's statements.
  func attach(to handle: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(
      handle, Self.steps,
      { context in
        guard let context else { return 0 }
        return Unmanaged<SQLiteBrake>.fromOpaque(context).takeUnretainedValue().mustStop ? 1 : 0
      }, context)
  }

  func detach(from handle: OpaquePointer) { sqlite3_progress_handler(handle, 0, nil, nil) }

  /// Runs `body` under a limit.
  /// - Throws: why it was stopped, whatever `body` made of that; what `body` throws.
  func hold<T>(_ limit: Limit, _ body: () throws -> T) throws -> T {
    self.limit = limit
    // What ends the transaction afterwards must not be stopped as well.
    defer {
      self.limit = .none
      stopped = nil
    }
    let result = Result { try body() }
    if let stopped { throw stopped }
    return try result.get()
  }

  private var mustStop: Bool {
    guard stopped == nil else { return true }
    switch limit {
    case .none: break
    case .watch(let watch): stopped = watch.reason
    case .short(let end): if ContinuousClock.now > end { stopped = TooLongHere() }
    }
    return stopped != nil
  }
}
