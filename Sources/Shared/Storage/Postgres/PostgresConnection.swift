import Foundation

/// A connection and the thread that drives it: libpq blocks, so it never runs on a thread of Swift's
/// cooperative pool.
final class PostgresConnection: Sendable {
  private let mailbox = Mailbox<@Sendable (PostgresLink) -> Void>()

  /// Starts the thread and connects on it.
  /// - Parameter prepare: run once connected, before anything else.
  /// - Throws: ``StorageError/unavailable(_:)``, or what `prepare` throws.
  static func open(
    _ settings: PostgresSettings, prepare: @escaping @Sendable (PostgresLink) throws -> Void
  ) async throws -> PostgresConnection {
    let connection = PostgresConnection()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let thread = Thread { [mailbox = connection.mailbox] in
        do {
          let link = try PostgresLink(settings)
          try prepare(link)
          continuation.resume()
          while let jobs = mailbox.takeAll() { for job in jobs { job(link) } }
        } catch {
          continuation.resume(throwing: error)
        }
      }
      thread.name = "postgres"
      thread.start()
    }
    return connection
  }

  deinit { mailbox.close() }

  /// Runs `job` on the connection's thread, after what was given before.
  /// - Returns: false when the connection was closed.
  func post(_ job: @escaping @Sendable (PostgresLink) -> Void) -> Bool { mailbox.post(job) }

  func close() { mailbox.close() }
}
