import Synchronization

/// Tells a transaction when to stop: its caller has left, or waits no longer.
final class StatementWatch: Sendable {
  /// nil: however long it takes.
  let deadline: ContinuousClock.Instant?
  private let isCancelled = Atomic(false)

  init(deadline: ContinuousClock.Instant?) { self.deadline = deadline }

  /// Under the limits of the running task.
  static func current() -> StatementWatch {
    let latest = ContinuousClock.now + StatementLimit.maximum
    return StatementWatch(deadline: min(StatementLimit.deadline ?? latest, latest))
  }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// Why the transaction must stop; nil: it may go on. Once there is a reason, there always is one.
  var reason: (any Error)? {
    if isCancelled.load(ordering: .relaxed) { return CancellationError() }
    if let deadline, deadline <= .now { return StorageError.timedOut }
    return nil
  }

  func check() throws { if let reason { throw reason } }
}
