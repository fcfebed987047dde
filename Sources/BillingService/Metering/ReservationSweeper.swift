import Logging
import Runtime
import ServiceLifecycle

/// Gives back what abandoned reservations have set aside. The quota does not wait for it: a new
/// reservation expires its subject's old ones first.
struct ReservationSweeper: Service {
  let reservations: ReservationStore
  let clock: any WallClock
  let logger: Logger
  var interval = Duration.seconds(30)

  /// Subjects per question, so that none grows without limit.
  private static let batch = 100

  func run() async throws {
    await PeriodicWork(name: "sweeping expired reservations", interval: interval, logger: logger) {
      _ = try await sweep()
    }.run()
  }

  /// Expires every reservation that is overdue.
  /// - Returns: how many there were.
  @discardableResult
  func sweep() async throws -> Int {
    let now = clock.now()
    var count = 0
    while true {
      let overdue = try await reservations.overdueSubjects(at: now, limit: Self.batch)
      for (tenantID, subject) in overdue {
        count += try await reservations.expire(subject, tenantID: tenantID, at: now)
      }
      if overdue.count < Self.batch { return count }
    }
  }
}
