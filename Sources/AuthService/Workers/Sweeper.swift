import Logging
import Runtime
import ServiceLifecycle

/// Deletes what nobody asks for any more: expired sessions, and revocations older than every token and
/// every gateway's memory.
struct Sweeper: Service {
  let sessions: SessionStore
  let revocations: RevocationStore
  let clock: any WallClock
  let logger: Logger

  private static let interval = Duration.seconds(3600)
  private static let revocationMemory = Duration.seconds(7 * 24 * 3600)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        do {
          try await sweep()
        } catch {
          logger.warning("sweeping failed; trying again in an hour", metadata: ["error": "\(error)"])
        }
        try await Task.sleep(for: Self.interval)
      }
    }
  }

  func sweep() async throws {
    let now = clock.now()
    try await sessions.prune(before: now)
    try await revocations.prune(before: now.adding(.zero - Self.revocationMemory))
  }
}
