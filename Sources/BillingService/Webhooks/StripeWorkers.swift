import Logging
import Runtime
import Storage

/// What billing does for Stripe beside calls.
struct StripeWorkers: Sendable {
  private static let batch = 50
  private static let syncInterval = Duration.seconds(3600)
  private static let pauseBetweenLooks = Duration.seconds(600)

  let parts: StripeParts
  let database: any Database
  let clock: any WallClock
  let logger: Logger
  private let lease: WorkerLeaseStore

  init(_ parts: StripeParts, database: any Database, clock: any WallClock, logger: Logger) {
    self.parts = parts
    self.database = database
    self.clock = clock
    self.logger = logger
    lease = WorkerLeaseStore(database: database)
  }

  var all: [BillingWorker] { [events, calls, objects, sync] }

  /// Applies what Stripe has reported.
  var events: BillingWorker {
    let inbox = parts.inbox
    return worker("stripe-events", every: .seconds(1)) { now in
      try await inbox.events.oldestDue(at: now).map { now - $0 }
    } work: { now in
      try await inbox.work(at: now)
    }
  }

  /// Makes calls that whoever asked for them has left.
  var calls: BillingWorker {
    let (calls, store) = (parts.calls, StripeCallStore(database: database))
    return worker("stripe-calls", every: .seconds(5)) { now in
      try await store.oldestDue(at: now).map { now - $0 }
    } work: { now in
      var count = 0
      for due in try await store.due(at: now, limit: Self.batch) {
        do {
          count += try await calls.takeUp(due.key, tenantID: due.tenantID) ? 1 : 0
        } catch let failure as StripeFailure {
          logger.warning("a Stripe call must wait", metadata: ["key": "\(due.key)", "error": "\(failure)"])
        }
      }
      return count
    }
  }

  /// Looks at objects that events have left in doubt, and once a day at every one that lives.
  var objects: BillingWorker {
    let (objects, keys, store) = (parts.objects, parts.keys, parts.inbox.events)
    return worker("stripe-objects") { now in
      try await store.dueObjects(at: now, limit: 1).first.map { now - $0.lookAt }
    } work: { now in
      var count = 0
      for object in try await store.dueObjects(at: now, limit: Self.batch) {
        do {
          guard try await keys.isConfigured(object.tenantID) else { throw StripeFailure.notConfigured }
          try await objects.refresh(object.kind, object.id, tenantID: object.tenantID)
          count += 1
        } catch is CancellationError {
          throw CancellationError()
        } catch {
          // One that can't be looked at or taken over holds up no other.
          logger.warning("a Stripe object must wait", metadata: ["id": "\(object.id)", "error": "\(error)"])
          try await store.postpone(object, until: now.adding(Self.pauseBetweenLooks))
        }
      }
      return count
    }
  }

  /// Looks for events that no webhook has brought.
  var sync: BillingWorker {
    let lease = lease
    let sync = StripeEventSync(
      inbox: parts.inbox, calls: parts.calls, keys: parts.keys, clock: clock, logger: logger)
    return worker("stripe-sync") { now in
      guard let last = try await lease.finishedAt("stripe-sync") else { return .zero }
      let due = last.adding(Self.syncInterval)
      return due <= now ? now - due : nil
    } work: { _ in
      // Once a round: a second look would find the same.
      _ = try await sync.run()
      return 0
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
