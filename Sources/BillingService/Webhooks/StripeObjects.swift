import Foundation
import Logging
import Runtime
import Storage

/// Keeps the newest form of each object: from a look at Stripe, or without one from the events (``StripeEventChain``).
struct StripeObjects: Sendable {
  let database: any Database
  let calls: StripeCalls
  let clock: any WallClock
  let logger: Logger
  let handlers: [any StripeObjectHandler]

  /// Looks at an object and has the areas take its present form over: for after a change of ours.
  /// - Throws: ``StripeFailure``.
  @discardableResult
  func refresh(_ kind: StripeObjectKind, _ id: String, tenantID: String) async throws -> StripeObjectState {
    let seen = try await look(at: kind, id, tenantID: tenantID)
    let now = clock.now()
    return try await database.write(tenant: tenantID) { tx in try take(over: seen, tx, at: now) }
  }

  /// The object as Stripe has it now, with a number that was taken before the look: a later look has a greater one, so
  /// of two looks that cross each other the later one is kept, whichever is written first.
  /// - Throws: ``StripeFailure``.
  func look(at kind: StripeObjectKind, _ id: String, tenantID: String) async throws -> StripeObjectState {
    let number = try await database.write(tenant: tenantID) { tx in try tx.nextStripeFetch() }
    let second = clock.now().microseconds / 1_000_000
    do {
      let operation = StripeOperation<JSONValue>(.get(kind.path(id)))
      let body = try operation.answer(await calls.exchange(operation.request, tenantID: tenantID))
      return StripeObjectState(
        kind: kind, id: id, fetchNumber: number, knownAt: second, body: body,
        isDeleted: body["deleted"]?.bool ?? false)
    } catch StripeFailure.refused(let refusal) where refusal.isMissing {
      return StripeObjectState(
        kind: kind, id: id, fetchNumber: number, knownAt: second, body: .null, isDeleted: true)
    }
  }

  /// Keeps a form if it is the newest, and has the areas take over whichever is.
  @discardableResult
  func take(
    over seen: StripeObjectState, _ tenant: TenantTransaction, at now: Timestamp
  ) throws -> StripeObjectState {
    var newest = seen
    if let kept = try tenant.stripeObject(seen.kind, seen.id) {
      if !seen.replaces(kept) {
        newest = kept
      } else if seen.body == .null {
        // Stripe no longer knows it: its last form stays readable.
        newest.body = kept.body
      }
    }
    if newest == seen || newest.body != .null { try tenant.keep(newest, at: now) }
    guard newest.body != .null else { return newest }
    for handler in handlers where handler.kind == newest.kind { try handler.apply(newest, tenant, at: now) }
    return newest
  }

  /// The form that an object has after all its events, for where it can't be looked at.
  func state(
    of kind: StripeObjectKind, _ id: String, _ tenant: TenantTransaction
  ) throws -> StripeObjectState? {
    let events = try tenant.stripeEvents(of: id).filter { StripeObjectKind(eventType: $0.type) == kind }
    guard let state = StripeEventChain.state(after: events), let body = state.object else { return nil }
    return StripeObjectState(
      kind: kind, id: id, fetchNumber: 0, knownAt: state.created, body: body, isDeleted: state.isDeleted,
      isDirty: state.isDirty)
  }
}
