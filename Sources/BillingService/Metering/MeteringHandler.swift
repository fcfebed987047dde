import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.MeteringService`.
struct MeteringHandler: BillingV1.MeteringService.SimpleServiceProtocol, DirectlyCallable {
  let holds: HoldStore
  let clock: any WallClock
  let ids: any IDGenerator
  let unpriced: UnpricedModels

  func reserve(request: BillingV1.ReserveRequest, context: ServerContext) async throws -> BillingV1.Reservation {
    let caller = try Call.current.caller.requireService()
    return try await holds.reserve(
      NewHold(proto: request), tenantID: caller.tenantID, id: ids.next(), at: clock.now()
    ).asProto
  }

  func recordProgress(
    request: BillingV1.RecordProgressRequest, context: ServerContext
  ) async throws -> BillingV1.RecordProgressResponse {
    let caller = try Call.current.caller.requireService()
    return try await holds.record(
      Hold.Progress(proto: request), tenantID: caller.tenantID, holdID: request.reservationID, at: clock.now()
    ).asProto
  }

  func settle(request: BillingV1.SettleRequest, context: ServerContext) async throws -> BillingV1.SettleResponse {
    let caller = try Call.current.caller.requireService()
    let record = try await holds.settle(
      Settlement(proto: request), tenantID: caller.tenantID, usageID: ids.next(), at: clock.now())
    unpriced.note(record)
    return .with {
      $0.usageID = record.id
      $0.costMicroUsd = record.cost.microUSD
      $0.funding = record.funding.asProto
    }
  }

  func release(request: BillingV1.ReleaseRequest, context: ServerContext) async throws -> BillingV1.ReleaseResponse {
    let caller = try Call.current.caller.requireService()
    var check = Violations()
    check.id(request.reservationID, "reservation_id")
    try check.throwIfAny()
    try await holds.release(tenantID: caller.tenantID, id: request.reservationID, at: clock.now())
    return .init()
  }
}
