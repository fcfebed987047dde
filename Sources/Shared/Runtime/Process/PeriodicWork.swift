public import Logging
public import ServiceLifecycle

/// Does something again and again, with pauses: sweepers that any number of replicas may run. A failure is one
/// warning; an end, asked for in whatever way, is none.
public struct PeriodicWork: Service {
  /// For the log, as in "sealing the audit log".
  private let name: String
  private let interval: Duration
  private let startsWithPause: Bool
  private let logger: Logger
  /// Whatever fails is found again by the next round.
  private let work: @Sendable () async throws -> Void

  /// - Parameter startsWithPause: whether the first round is an interval away.
  public init(
    name: String, interval: Duration, startsWithPause: Bool = false, logger: Logger,
    work: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.startsWithPause = startsWithPause
    self.logger = logger
    self.work = work
  }

  /// Works until the process shuts down or the task is cancelled.
  public func run() async {
    await cancelWhenGracefulShutdown {
      if startsWithPause { try? await Task.sleep(for: interval) }
      while !Task.isCancelled {
        await round()
        try? await Task.sleep(for: interval)
      }
    }
  }

  private func round() async {
    do {
      try await work()
    } catch {
      // Who is cancelled fails with whatever error its last step has for that.
      if Task.isCancelled || error is CancellationError { return }
      logger.warning("\(name) failed; it is tried again", metadata: ["error": "\(error)"])
    }
  }
}
