import Contracts
import Logging
import Runtime
import Storage

/// What every model call goes through with billing: an estimate is reserved, then the real usage is
/// settled, or the reservation released.
struct Metering: Sendable {
  static let settleTopic = "billing.settle"

  let billing: ServiceChannel
  let database: any Database
  let ids: any IDGenerator
  let clock: any WallClock
  let logger: Logger
  let wakeRelay: @Sendable () -> Void

  /// Sets tokens aside.
  /// - Throws: RESOURCE_EXHAUSTED `QUOTA_EXCEEDED` when there are none left.
  func reserve(
    _ subject: BillingV1.Subject, tokens: Int64, model: String, tenantID: String
  ) async throws -> BillingV1.Reservation {
    try await billing.call(
      BillingV1.MeteringService.Method.Reserve.descriptor,
      BillingV1.ReserveRequest.with {
        $0.subject = subject
        $0.tokens = max(1, tokens)
        $0.model = model
        $0.operationType = "chat"
        $0.expiresIn = 600
      }, caller: Caller(tenantID: tenantID, credential: .service))
  }

  /// Books what was used, or gives the reservation back if nothing was. Runs to its end even when the
  /// caller is gone: usage must not be lost. When billing can't be reached, the outbox tells it later.
  /// - Returns: the cost in micro-USD, or nil when it is not known now.
  func finish(
    _ reservation: BillingV1.Reservation, usage: ModelUsage, model: String, agentID: String? = nil,
    leadID: String? = nil, tenantID: String
  ) async -> Int64? {
    let request = BillingV1.SettleRequest.with {
      $0.reservationID = reservation.id
      $0.promptTokens = usage.promptTokens
      $0.completionTokens = usage.completionTokens
      $0.model = model
      if let agentID { $0.agentID = agentID }
      if let leadID { $0.leadID = leadID }
    }
    // Unstructured on purpose: a cancelled caller must not cancel the booking.
    return await Task {
      await Self.withoutDeadline {
        usage.totalTokens > 0 ? await settle(request, tenantID) : await release(reservation.id, tenantID)
      }
    }.value
  }

  private func settle(_ request: BillingV1.SettleRequest, _ tenantID: String) async -> Int64? {
    do {
      return try await Self.settle(request, billing, tenantID).costMicroUsd
    } catch {
      logger.warning(
        "Settling was put off", metadata: ["reservation": "\(request.reservationID)", "error": "\(error)"])
      await putOff(request, tenantID)
      return nil
    }
  }

  private func putOff(_ request: BillingV1.SettleRequest, _ tenantID: String) async {
    do {
      let payload: [UInt8] = try request.serializedBytes()
      let (id, now) = (ids.next(), clock.now())
      // Billing may have taken all the time there was.
      try await StatementLimit.afterCall {
        try await database.write { tx in
          try Outbox.enqueue(
            tx, id: id, tenantID: tenantID, topic: Self.settleTopic, aggregate: request.reservationID,
            payload: payload, at: now)
        }
      }
      wakeRelay()
    } catch {
      logger.error(
        "Usage is lost: neither billing nor the outbox took it",
        metadata: ["reservation": "\(request.reservationID)", "error": "\(error)"])
    }
  }

  /// A reservation that can't be given back expires by itself.
  private func release(_ id: String, _ tenantID: String) async -> Int64? {
    do {
      let _: BillingV1.ReleaseResponse = try await billing.call(
        BillingV1.MeteringService.Method.Release.descriptor, BillingV1.ReleaseRequest.with { $0.reservationID = id },
        caller: Caller(tenantID: tenantID, credential: .service))
    } catch {
      logger.info("A reservation was left to expire", metadata: ["reservation": "\(id)", "error": "\(error)"])
    }
    return 0
  }

  /// Delivers a settlement that was put off; idempotent by reservation.
  static func deliver(_ message: OutboxMessage, to billing: ServiceChannel) async throws {
    let request = try BillingV1.SettleRequest(serializedBytes: message.payload)
    _ = try await settle(request, billing, message.tenantID)
  }

  private static func settle(
    _ request: BillingV1.SettleRequest, _ billing: ServiceChannel, _ tenantID: String
  ) async throws -> BillingV1.SettleResponse {
    try await billing.call(
      BillingV1.MeteringService.Method.Settle.descriptor, request,
      caller: Caller(tenantID: tenantID, credential: .service))
  }

  /// Runs `body` as the same call with ten seconds of its own.
  private static func withoutDeadline<T: Sendable>(_ body: @Sendable () async -> T) async -> T {
    guard var call = Call.currentIfAny else { return await body() }
    call.deadline = .now + .seconds(10)
    return await call.bind(body)
  }
}
