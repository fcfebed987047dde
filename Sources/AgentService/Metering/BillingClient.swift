import Contracts
import Runtime

/// Billing's metering, which is asked in this service's own name: whoever chats may not speak for who pays.
struct BillingClient: Sendable {
  /// How long billing keeps a reservation that is neither settled nor released, in seconds.
  private static let reservationSeconds: Int32 = 600

  let channel: ServiceChannel

  /// Sets tokens aside.
  /// - Throws: RESOURCE_EXHAUSTED `QUOTA_EXCEEDED` when there are none left.
  func reserve(_ subject: Subject, tokens: Int64, model: String, tenantID: String) async throws -> Reservation {
    let request = BillingV1.ReserveRequest.with {
      $0.subject = subject.asProto
      $0.tokens = max(1, tokens)
      $0.model = model
      $0.operationType = "chat"
      $0.expiresIn = Self.reservationSeconds
    }
    let reservation: BillingV1.Reservation = try await channel.call(
      BillingV1.MeteringService.Method.Reserve.descriptor, request, caller: caller(tenantID))
    return Reservation(proto: reservation)
  }

  /// Books what was used; a settlement that billing knows already changes nothing.
  /// - Returns: the cost in micro-USD.
  func settle(_ settlement: Settlement, tenantID: String) async throws -> Int64 {
    let settled: BillingV1.SettleResponse = try await channel.call(
      BillingV1.MeteringService.Method.Settle.descriptor, settlement.asProto, caller: caller(tenantID))
    return settled.costMicroUsd
  }

  /// Gives a reservation back.
  func release(_ reservationID: String, tenantID: String) async throws {
    let request = BillingV1.ReleaseRequest.with { $0.reservationID = reservationID }
    let _: BillingV1.ReleaseResponse = try await channel.call(
      BillingV1.MeteringService.Method.Release.descriptor, request, caller: caller(tenantID))
  }

  private func caller(_ tenantID: String) -> Caller { Caller(tenantID: tenantID, credential: .service) }
}
