import Logging
import Runtime

/// What every model call goes through with billing: an estimate is reserved, then the real usage is
/// settled, or the reservation released.
struct Metering: Sendable {
  let billing: BillingClient
  let settlements: SettlementStore
  let logger: Logger
  /// Called after a settlement was put off.
  let wakeRelay: @Sendable () -> Void

  /// Sets aside what a request may use.
  /// - Throws: RESOURCE_EXHAUSTED `QUOTA_EXCEEDED`, `INSUFFICIENT_CREDITS` or `USAGE_LIMIT_EXCEEDED` when there are no
  ///   tokens left.
  func reserve(_ call: MeteredCall, for request: ModelRequest) async throws -> Reservation {
    try await billing.reserve(call, for: request)
  }

  /// What tells billing of an answer while it is under way.
  func progress(of reservationID: String, tenantID: String) -> ProgressReports {
    ProgressReports { usage in
      await Self.withoutDeadline {
        do {
          try await billing.record(usage, of: reservationID, tenantID: tenantID)
        } catch {
          logger.info(
            "progress was not recorded", metadata: ["reservation": "\(reservationID)", "error": "\(error)"])
        }
      }
    }
  }

  /// Books what was used, or gives the reservation back if nothing was. Runs to its end even when the
  /// caller is gone: usage must not be lost. When billing can't be reached, the outbox tells it later.
  /// - Returns: the cost in micro-USD, or nil when it is not known now.
  func finish(_ settlement: Settlement, tenantID: String) async -> Int64? {
    // Unstructured on purpose: a cancelled caller must not cancel the booking.
    await Task {
      await Self.withoutDeadline {
        settlement.usage.totalTokens > 0
          ? await settle(settlement, tenantID) : await release(settlement.reservationID, tenantID)
      }
    }.value
  }

  private func settle(_ settlement: Settlement, _ tenantID: String) async -> Int64? {
    do {
      return try await billing.settle(settlement, tenantID: tenantID)
    } catch {
      logger.warning(
        "settling was put off", metadata: ["reservation": "\(settlement.reservationID)", "error": "\(error)"])
      await putOff(settlement, tenantID)
      return nil
    }
  }

  private func putOff(_ settlement: Settlement, _ tenantID: String) async {
    do {
      try await settlements.putOff(settlement, tenantID: tenantID)
      wakeRelay()
    } catch {
      logger.error(
        "usage is lost: neither billing nor the outbox took it",
        metadata: ["reservation": "\(settlement.reservationID)", "error": "\(error)"])
    }
  }

  /// A reservation that can't be given back expires by itself.
  private func release(_ reservationID: String, _ tenantID: String) async -> Int64? {
    do {
      try await billing.release(reservationID, tenantID: tenantID)
    } catch {
      logger.info(
        "a reservation was left to expire", metadata: ["reservation": "\(reservationID)", "error": "\(error)"])
    }
    return 0
  }

  /// Runs `body` as the same call with ten seconds of its own.
  private static func withoutDeadline<T: Sendable>(_ body: @Sendable () async -> T) async -> T {
    guard var call = Call.currentIfAny else { return await body() }
    call.deadline = .now + .seconds(10)
    return await call.bind(body)
  }
}
