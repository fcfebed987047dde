/// A write on its way through the ``GroupCommit``, whatever it returns.
protocol QueuedWrite: AnyObject, Sendable {
  /// Called before each run.
  /// - Returns: false when its task was cancelled, or its time was over, while it waited.
  func begin() -> Bool

  /// Runs the closure and keeps its result. It may run again when a shared commit has failed.
  /// - Returns: the error when it failed.
  func run(in transaction: SQLiteTransaction) -> (any Error)?

  /// Answers the caller: with the error, or with the result kept by `run`.
  func finish(_ error: (any Error)?)
}
