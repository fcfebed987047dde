import Foundation
import Logging
import Runtime
import Storage

/// Applies stored events: each once, in whatever order they came, with its effect and its mark in one transaction.
///
/// One that fails is tried again later, the later the oftener; the others go on. A process that is killed leaves its
/// events pending, and whoever runs the worker next finds them.
struct StripeInbox: Sendable {
  private static let batch = 100
  private static let maximumBackoff = Duration.seconds(3600)
  private static let maximumErrorLength = 300

  let events: StripeEventStore
  let objects: StripeObjects
  let keys: StripeKeys
  let handlers: [any StripeEventHandler]
  let clock: any WallClock
  let logger: Logger

  /// Whether anything is done for events of a type.
  func handles(_ type: String) -> Bool {
    handlers.contains { $0.types.contains(type) }
      || StripeObjectKind(eventType: type).map { kind in objects.handlers.contains { $0.kind == kind } } ?? false
  }

  /// Stores an event that is known to be Stripe's.
  /// - Returns: false where it came before.
  @discardableResult
  func store(
    _ event: StripeEvent, payload: [UInt8], signedBy secretID: String? = nil, tenantID: String
  ) async throws -> Bool {
    try await events.insert(
      event, payload: payload, isHandled: handles(event.type), signedBy: secretID, tenantID: tenantID,
      at: clock.now())
  }

  /// Applies some of the pending events.
  /// - Returns: how many; 0 when none is due.
  func work(at now: Timestamp) async throws -> Int {
    let pending = try await events.due(at: now, limit: Self.batch)
    // A burst about one object is one look at Stripe: the look comes after all of them.
    var looks: [String: StripeObjectState] = [:]
    var count = 0
    for item in pending {
      do {
        let event = try StripeEvent(json: Data(item.payload))
        let place = "\(item.tenantID)/\(event.objectID ?? "")"
        if looks[place] == nil { looks[place] = try await look(event, tenantID: item.tenantID) }
        count += try await apply(event, seen: looks[place], tenantID: item.tenantID) ? 1 : 0
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        try await postpone(item, error)
      }
    }
    return count
  }

  /// The event's object as Stripe has it now; nil where only events tell.
  private func look(_ event: StripeEvent, tenantID: String) async throws -> StripeObjectState? {
    guard let kind = StripeObjectKind(eventType: event.type), let id = event.objectID,
      try await keys.isConfigured(tenantID)
    else { return nil }
    do {
      return try await objects.look(at: kind, id, tenantID: tenantID)
    } catch let failure as StripeFailure {
      // What the events say counts until Stripe can be asked.
      logger.warning("a Stripe object can't be looked at", metadata: ["id": "\(id)", "error": "\(failure)"])
      return nil
    }
  }

  private func apply(_ event: StripeEvent, seen: StripeObjectState?, tenantID: String) async throws -> Bool {
    let now = clock.now()
    return try await objects.database.write(tenant: tenantID) { tx in
      guard try tx.finishStripeEvent(event.id, at: now) else { return false }
      if let kind = StripeObjectKind(eventType: event.type), let id = event.objectID,
        let newest = try seen ?? objects.state(of: kind, id, tx)
      {
        try objects.take(over: newest, tx, at: now)
      }
      for handler in handlers where handler.types.contains(event.type) { try handler.apply(event, tx, at: now) }
      return true
    }
  }

  private func postpone(_ item: StripeEventStore.Pending, _ error: any Error) async throws {
    let wait = min(Self.maximumBackoff, .seconds(1 << min(12, item.attempts + 1)))
    logger.warning(
      "a Stripe event failed; it is tried again", metadata: ["id": "\(item.id)", "error": "\(error)"])
    try await events.postpone(
      item, until: clock.now().adding(wait), error: String("\(error)".prefix(Self.maximumErrorLength)))
  }
}
