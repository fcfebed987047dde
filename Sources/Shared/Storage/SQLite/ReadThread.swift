import Foundation

/// A thread for reads that take long, so that they hold up none of those that everybody's calls run on.
final class ReadThread: Sendable {
  private let mailbox = Mailbox<@Sendable () -> Void>()

  init() {
    let thread = Thread { [mailbox] in
      while let jobs = mailbox.takeAll() { for job in jobs { job() } }
    }
    thread.name = "sqlite-reader"
    thread.start()
  }

  deinit { mailbox.close() }

  /// Runs `body` on the thread.
  func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let isAccepted = mailbox.post { continuation.resume(with: Result { try body() }) }
      if !isAccepted { continuation.resume(throwing: StorageError.closed) }
    }
  }

  func close() { mailbox.close() }
}
