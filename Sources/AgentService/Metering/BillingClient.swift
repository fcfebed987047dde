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
    let reservation = try await channel.call(.reserve, caller: caller(tenantID)) {
      $0.subject = subject.asProto
      $0.tokens = max(1, tokens)
      $0.model = model
      $0.operationType = "chat"
      $0.expiresIn = Self.reservationSeconds
    }
    return Reservation(proto: reservation)
  }

  /// Books what was used; a settlement that billing knows already changes nothing.
  /// - Returns: the cost in micro-USD.
  func settle(_ settlement: Settlement, tenantID: String) async throws -> Int64 {
    try await channel.call(.settle, settlement.asProto, caller: caller(tenantID)).costMicroUsd
  }

  /// Gives a reservation back.
  func release(_ reservationID: String, tenantID: String) async throws {
    try await channel.call(.release, caller: caller(tenantID)) { $0.reservationID = reservationID }
  }

  private func caller(_ tenantID: String) -> Caller { Caller(tenantID: tenantID, credential: .service) }
}
