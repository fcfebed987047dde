import Logging
import Runtime
import ServiceLifecycle

/// Does something again and again, with pauses: sweepers that any number of replicas may run.
struct PeriodicWork: Service {
  /// For the log.
  let name: String
  let interval: Duration
  let logger: Logger
  /// Whatever fails is found again by the next round.
  let work: @Sendable () async throws -> Void

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await work()
        } catch is CancellationError {
          return
        } catch {
          logger.warning("\(name) failed; it is tried again", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: interval)
      }
    }
  }
}
