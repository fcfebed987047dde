import Contracts
import Runtime

/// Billing's metering, which is asked in this service's own name: whoever chats may not speak for who pays.
struct BillingClient: Sendable {
  /// How long billing keeps a reservation that is neither settled nor released, in seconds.
  private static let reservationSeconds: Int32 = 600

  let channel: ServiceChannel

  /// Sets tokens aside, once for an answer: where nobody knows whether billing has heard, it is asked once more.
  /// - Throws: RESOURCE_EXHAUSTED `QUOTA_EXCEEDED`, `INSUFFICIENT_CREDITS` or `USAGE_LIMIT_EXCEEDED` when there are none
  ///   left.
  func reserve(_ call: MeteredCall, for request: ModelRequest) async throws -> Reservation {
    do {
      return try await reserveOnce(call, request)
    } catch let error as ServiceError where error.code == .unavailable {
      return try await reserveOnce(call, request)
    }
  }

  private func reserveOnce(_ call: MeteredCall, _ request: ModelRequest) async throws -> Reservation {
    let reservation = try await channel.call(.reserve, caller: caller(call.tenantID)) {
      $0.subject = call.subject.asProto
      $0.tokens = max(1, TokenEstimate.maximum(request))
      $0.promptTokens = min($0.tokens, TokenEstimate.prompt(request))
      $0.messages = 1
      $0.model = request.model
      $0.operationType = "chat"
      $0.expiresIn = Self.reservationSeconds
      if let userID = call.userID { $0.userID = userID }
      if let agentID = call.agentID { $0.agentID = agentID }
      $0.source = call.source.rawValue
      $0.sourceID = call.sourceID
    }
    return Reservation(proto: reservation)
  }

  /// Tells what an answer has delivered so far, in all.
  func record(_ usage: ModelUsage, of reservationID: String, tenantID: String) async throws {
    try await channel.call(.recordProgress, caller: caller(tenantID)) {
      $0.reservationID = reservationID
      $0.promptTokens = usage.promptTokens
      $0.completionTokens = usage.completionTokens
    }
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
