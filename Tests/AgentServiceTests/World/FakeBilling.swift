import Contracts
import Runtime
import Synchronization
import TestSupport

/// Stands in for billing's metering and remembers what was asked of it.
final class FakeBilling: Sendable {
  struct State {
    var reserved: [BillingV1.ReserveRequest] = []
    var settled: [BillingV1.SettleRequest] = []
    var released: [String] = []
    var isUsedUp = false
    var settleFailures = 0
    var planSlug = "free"
  }

  let state = Mutex(State())
  var module: ServiceModule {
    FakeService()
      .on(.reserve) { try self.reserve($0) }
      .on(.settle) { try self.settle($0) }
      .on(.release) { self.release($0) }
      .module("billing")
  }

  var reserved: [BillingV1.ReserveRequest] { state.withLock { $0.reserved } }
  var settled: [BillingV1.SettleRequest] { state.withLock { $0.settled } }
  var released: [String] { state.withLock { $0.released } }

  private func reserve(_ request: BillingV1.ReserveRequest) throws -> BillingV1.Reservation {
    try state.withLock { state in
      guard !state.isUsedUp else { throw ServiceError(.resourceExhausted, "QUOTA_EXCEEDED", "The quota is used up.") }
      state.reserved.append(request)
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

  private func release(_ request: BillingV1.ReleaseRequest) -> BillingV1.ReleaseResponse {
    state.withLock { $0.released.append(request.reservationID) }
    return BillingV1.ReleaseResponse()
  }
}
