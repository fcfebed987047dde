import Logging
import Metrics
import Runtime
import ServiceLifecycle
import Storage

/// Something that billing does beside calls, on one replica at a time, and that an operator may ask for now.
struct BillingWorker: Service {
  /// As in `quartet admin billing run NAME` and in the metric.
  let name: String
  var interval = Duration.seconds(30)
  let lease: WorkerLeaseStore
  let clock: any WallClock
  let logger: Logger
  /// How long the oldest piece of work has waited; nil when there is none. It writes nothing.
  let waiting: @Sendable (Timestamp) async throws -> Duration?
  /// Does some of it, in transactions of their own; what it has done once it does not find again.
  /// - Returns: how much; 0 when nothing is left.
  let work: @Sendable (Timestamp) async throws -> Int

  func run() async throws {
    await PeriodicWork(name: name, interval: interval, logger: logger) { _ = try await runOnce() }.run()
  }

  /// Does all that waits.
  /// - Parameter isAsked: whether somebody wants it now, due or not.
  /// - Returns: how much was done; nil while another replica is at it.
  @discardableResult
  func runOnce(isAsked: Bool = false) async throws -> Int? {
    let wait = try await waiting(clock.now())
    lag.record((wait ?? .zero) / .seconds(1))
    guard wait != nil || isAsked else { return 0 }
    guard try await lease.take(name, at: clock.now()) else { return nil }
    var total = 0
    while true {
      let done = try await work(clock.now())
      total += done
      guard done > 0, !Task.isCancelled, try await lease.take(name, at: clock.now()) else { break }
    }
    try await lease.finish(name, at: clock.now())
    lag.record(0)
    return total
  }

  /// `billing_worker_lag_seconds`.
  private var lag: Gauge { Gauge(label: "billing_worker_lag_seconds", dimensions: [("worker", name)]) }
}
