import Runtime
import Storage

/// Settlements that billing could not take, kept in the outbox until it can.
struct SettlementStore: Sendable {
  static let topic = "billing.settle"

  let database: any Database
  let ids: any IDGenerator
  let clock: any WallClock

  /// Keeps a settlement, even where its call has no time left: billing may have taken all that there was.
  func putOff(_ settlement: Settlement, tenantID: String) async throws {
    let payload = try settlement.payload()
    let (id, now) = (ids.next(), clock.now())
    try await StatementLimit.afterCall {
      try await database.write(tenant: tenantID) { scope in
        try Outbox.enqueue(
          scope.tx, id: id, tenantID: scope.id, topic: Self.topic, aggregate: settlement.reservationID,
          payload: payload, at: now)
      }
    }
  }
}
