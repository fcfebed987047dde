import Logging
import Runtime
import Storage

/// Every worker of billing, by name.
struct BillingWorkers: Sendable {
  private let database: any Database
  private let lease: WorkerLeaseStore
  private let clock: any WallClock
  private let logger: Logger

  /// Rows per question, so that none grows without limit.
  private static let batch = 100
  private static let resetInterval = Duration.seconds(3600)

  init(database: any Database, clock: any WallClock, logger: Logger) {
    self.database = database
    self.clock = clock
    self.logger = logger
    lease = WorkerLeaseStore(database: database)
  }

  var all: [BillingWorker] { [holdSweep, expirySweep, creditReset, sealing] }

  /// Ends holds that nobody has settled in time. Admissions don't wait for it: one that falls short ends its
  /// subject's overdue holds first.
  var holdSweep: BillingWorker {
    let holds = HoldStore(database: database)
    return worker("hold-sweep") { now in
      try await holds.oldestOverdue(at: now).map { now - $0 }
    } work: { now in
      var count = 0
      for (tenantID, subject) in try await holds.overdueSubjects(at: now, limit: Self.batch) {
        count += try await holds.expire(subject, tenantID: tenantID, at: now)
      }
      return count
    }
  }

  /// Books what lots had left at their end. Nobody can use it from that moment on, whether it is booked or not.
  var expirySweep: BillingWorker {
    let credits = CreditStore(database: database)
    return worker("expiry-sweep") { now in
      try await credits.oldestEnded(at: now).map { now - $0 }
    } work: { now in
      var count = 0
      for ended in try await credits.endedLots(at: now, limit: Self.batch) {
        count += try await credits.expire(ended, at: now) ? 1 : 0
      }
      return count
    }
  }

  /// Grants everybody's running period to whom nobody has come yet. One that was missed altogether is not made
  /// up for; it is written down.
  var creditReset: BillingWorker {
    let credits = CreditStore(database: database)
    let lease = lease
    return worker("credit-reset") { now in
      guard let last = try await lease.finishedAt("credit-reset") else { return .zero }
      let due = last.adding(Self.resetInterval)
      return due <= now ? now - due : nil
    } work: { now in
      try await Self.reset(credits, at: now)
    }
  }

  /// Chains journals by hash a moment after they were committed.
  var sealing: BillingWorker {
    let seals = JournalSealStore(database: database)
    return worker("sealing", every: .seconds(1)) { now in
      try await seals.oldestUnsealed().map { now - $0 }
    } work: { _ in
      try await seals.seal()
    }
  }

  /// - Returns: how many subjects were granted their period by this run.
  static func reset(_ credits: CreditStore, at now: Timestamp) async throws -> Int {
    var place = CreditStore.Place.first
    var count = 0
    while true {
      let found = try await credits.subjectsWithoutPeriod(after: place, at: now, limit: batch)
      for (place, subject) in found {
        count += try await credits.grantPeriod(of: subject, tenantID: place.tenantID, at: now) ? 1 : 0
      }
      guard let last = found.last, found.count == batch else { return count }
      place = last.place
    }
  }

  private func worker(
    _ name: String, every interval: Duration = .seconds(30),
    waiting: @escaping @Sendable (Timestamp) async throws -> Duration?,
    work: @escaping @Sendable (Timestamp) async throws -> Int
  ) -> BillingWorker {
    BillingWorker(
      name: name, interval: interval, lease: lease, clock: clock, logger: logger, waiting: waiting, work: work)
  }
}
