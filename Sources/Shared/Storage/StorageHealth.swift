import Logging
import Synchronization

/// Whether a database takes writes, as the last of them has shown. Reads may go on while it does not.
///
/// A full disk is logged when it is first seen and when it is over, not once per request.
public final class StorageHealth: Sendable {
  private struct State {
    var problem: String?
    var lastTry: ContinuousClock.Instant?
  }

  /// How long after a try the next may follow.
  private static let pause = Duration.seconds(5)

  private let name: String
  private let logger: Logger
  private let isWell = Atomic(true)
  private let state = Mutex(State())

  init(_ name: String, logger: Logger) {
    self.name = name
    self.logger = logger
  }

  /// What keeps the database from taking writes, in words; nil: nothing.
  public var problem: String? { state.withLock { $0.problem } }

  func succeeded() {
    guard !isWell.load(ordering: .relaxed) else { return }
    let wasProblem = state.withLock { state in
      defer { state = State() }
      isWell.store(true, ordering: .relaxed)
      return state.problem != nil
    }
    if wasProblem { logger.notice("the database takes writes again", metadata: ["database": "\(name)"]) }
  }

  /// Notes what a write failed with, when it says something about the database and not about the write.
  func failed(_ error: any Error) {
    guard case .full(let message)? = error as? StorageError else { return }
    let isNew = state.withLock { state in
      defer { state = State(problem: "The disk is full.", lastTry: .now) }
      isWell.store(false, ordering: .relaxed)
      return state.problem == nil
    }
    guard isNew else { return }
    logger.critical(
      "the disk is full: the database takes no writes", metadata: ["database": "\(name)", "cause": "\(message)"])
  }

  /// Whether it is time to find out if a problem is over, since no write has come that would tell.
  fileprivate func mayTry() -> Bool {
    state.withLock { state in
      guard state.problem != nil else { return false }
      if let last = state.lastTry, ContinuousClock.now - last < Self.pause { return false }
      state.lastTry = .now
      return true
    }
  }
}

extension Database {
  /// What keeps the database from taking writes; nil: nothing. While there is something and nobody
  /// writes, asking tries a small write now and then, and so finds out that it is over.
  public func problem() async -> String? {
    if health.mayTry() { try? await tryWrite() }
    return health.problem
  }

  /// Needs a few new pages for a moment, and leaves no trace.
  func tryWrite() async throws {
    var random = SystemRandomNumberGenerator()
    let text = (0..<1024).map { _ in String(random.next(), radix: 16) }.joined()
    try await write { tx in
      try tx.execute("INSERT INTO storage_migrations (id, checksum) VALUES ('~try', ?)", text)
      try tx.execute("DELETE FROM storage_migrations WHERE id = '~try'")
    }
  }
}
