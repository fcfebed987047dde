import Contracts
import Runtime
import Synchronization
import TestSupport

/// Stands in for billing's metering and remembers what was asked of it.
final class FakeBilling: Sendable {
  struct State {
    var reserved: [BillingV1.ReserveRequest] = []
    var settled: [BillingV1.SettleRequest] = []
    var progress: [BillingV1.RecordProgressRequest] = []
    var released: [String] = []
    /// What it refuses with; nil: there is enough.
    var refusal: String?
    var reserveFailures = 0
    var settleFailures = 0
    var planSlug = "free"
  }

  let state = Mutex(State())
  var module: ServiceModule {
    FakeService()
      .on(.reserve) { try self.reserve($0) }
      .on(.settle) { try self.settle($0) }
      .on(.release) { self.release($0) }
      .on(.recordProgress) { self.record($0) }
      .module("billing")
  }

  var reserved: [BillingV1.ReserveRequest] { state.withLock { $0.reserved } }
  var settled: [BillingV1.SettleRequest] { state.withLock { $0.settled } }
  var progress: [BillingV1.RecordProgressRequest] { state.withLock { $0.progress } }
  var released: [String] { state.withLock { $0.released } }

  private func reserve(_ request: BillingV1.ReserveRequest) throws -> BillingV1.Reservation {
    try state.withLock { state in
      if let reason = state.refusal { throw ServiceError(.resourceExhausted, reason, "The quota is used up.") }
      state.reserved.append(request)
      guard state.reserveFailures == 0 else {
        state.reserveFailures -= 1
        throw ServiceError(.unavailable, "UNAVAILABLE", "The answer is lost.")
      }
      return .with {
        $0.id = "reservation-\(state.reserved.count)"
        $0.planSlug = state.planSlug
      }
    }
  }

  private func settle(_ request: BillingV1.SettleRequest) throws -> BillingV1.SettleResponse {
    try state.withLock { state in
      guard state.settleFailures == 0 else {
        state.settleFailures -= 1
        throw ServiceError(.unavailable, "UNAVAILABLE", "Billing is away.")
      }
      state.settled.append(request)
      return .with {
        $0.usageID = "usage-1"
        $0.costMicroUsd = 1234
      }
    }
  }

  private func record(_ request: BillingV1.RecordProgressRequest) -> BillingV1.RecordProgressResponse {
    state.withLock { $0.progress.append(request) }
    return .with { $0.isHeld = true }
  }

  private func release(_ request: BillingV1.ReleaseRequest) -> BillingV1.ReleaseResponse {
    state.withLock { $0.released.append(request.reservationID) }
    return BillingV1.ReleaseResponse()
  }
}
