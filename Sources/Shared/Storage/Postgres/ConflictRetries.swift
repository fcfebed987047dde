import Dispatch
import Foundation

/// Runs SERIALIZABLE transactions again when the server found that they can't be put in an order, on
/// the connection's own thread.
final class ConflictRetries: Sendable {
  private static let attempts = 20
  /// From this attempt on, those of this process that fight over the same rows take turns.
  private static let crowded = 4
  private static let maximumPause = 0.1

  private let turn = DispatchSemaphore(value: 1)

  /// - Throws: ``StorageError/conflict(_:)`` when no attempt came through; what `body` throws; the reason of
  ///   the link's watch when it had to stop;
  ///   ``StorageError/unavailable(_:)`` when the connection was lost and nothing was committed.
  func run<T: Sendable>(_ link: PostgresLink, _ body: (any Transaction) throws -> T) throws -> T {
    let watch = link.watch
    var attempt = 0
    while true {
      attempt += 1
      try watch.check()
      // A commit has put its own in place.
      link.watch = watch
      do {
        guard attempt > Self.crowded else { return try once(link, body) }
        return try inTurn(watch) { try once(link, body) }
      } catch let conflict as Conflict {
        guard attempt < Self.attempts else { throw StorageError.conflict(conflict.message) }
        // Full jitter, so that those that met don't meet again.
        let maximum = min(Self.maximumPause, 0.001 * Double(1 << min(attempt, 10)))
        Thread.sleep(forTimeInterval: .random(in: 0...maximum))
      }
    }
  }

  private func inTurn<T>(_ watch: StatementWatch, _ body: () throws -> T) throws -> T {
    while turn.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try watch.check() }
    defer { turn.signal() }
    return try body()
  }

  private struct Conflict: Error { let message: String }

  private func once<T>(_ link: PostgresLink, _ body: (any Transaction) throws -> T) throws -> T {
    let tx = PostgresTransaction(link, begin: "BEGIN ISOLATION LEVEL SERIALIZABLE")
    defer { tx.rollback() }
    do {
      let value = try body(tx)
      if let stopped = tx.stopped { throw stopped }
      try tx.commit()
      return value
    } catch {
      if let stopped = tx.stopped { throw stopped }
      switch tx.doom {
      case .conflict(let message)?: throw Conflict(message: message)
      case .some(let lost): throw PostgresDatabase.Interruption.lost(lost)
      case nil: throw error
      }
    }
  }
}
