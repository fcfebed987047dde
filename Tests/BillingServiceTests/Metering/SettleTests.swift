import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Settle and Release")
struct SettleTests {
  @Test("settling books the real usage in place of the estimate", arguments: Engine.available)
  func settles(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      let settled = try await world.settle(reservation, 1000, 500)
      #expect(isUUID(settled.usageID))
      // gpt-4o-mini: 1000 at 0.15 and 500 at 0.60 USD a million.
      #expect(settled.costMicroUsd == 450)
      #expect(try await world.books() == Books(used: 1500, reserved: 0))
    }
  }

  @Test("the model that answered is the one that is booked", arguments: Engine.available)
  func answeringModel(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      let settled = try await world.call(.settle, as: .service()) {
        $0.reservationID = reservation.id
        $0.promptTokens = 100
        $0.model = "gpt-4o-2024-08-06"
        $0.agentID = "agent-1"
        $0.leadID = "lead-1"
      }
      #expect(settled.costMicroUsd == 250)
      #expect(try await world.summary().byModel.map(\.key) == ["gpt-4o-2024-08-06"])
    }
  }

  @Test("settling again changes nothing and answers the same", arguments: Engine.available)
  func again(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      let first = try await world.settle(reservation, 700)
      world.clock.advance(by: .seconds(3600))
      #expect(try await world.settle(reservation, 700) == first)
      #expect(try await world.settle(reservation, 5) == first)
      #expect(try await world.books() == Books(used: 700, reserved: 0))
    }
  }

  @Test("ten settlements at once book once", arguments: Engine.available)
  func racing(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      let answers = try await withThrowingTaskGroup(of: BillingV1.SettleResponse.self) { group in
        for _ in 0..<10 {
          group.addTask {
            while true {
              do {
                return try await world.settle(reservation, 700)
              } catch let error as ServiceError where error.code == .aborted {
                continue
              }
            }
          }
        }
        return try await group.reduce(into: Set()) { $0.insert($1.usageID) }
      }
      #expect(answers.count == 1)
      #expect(try await world.books() == Books(used: 700, reserved: 0))
    }
  }

  @Test("usage beyond the reservation and the quota is booked all the same", arguments: Engine.available)
  func beyond(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let reservation = try await world.reserve(1000)
      _ = try await world.settle(reservation, 2500)
      #expect(try await world.books() == Books(used: 2500, reserved: 0))
      let error = try await refusal { try await world.reserve(1) }
      #expect(error.metadata["used"] == "2500")
    }
  }

  @Test("a call that used nothing is booked as a request", arguments: Engine.available)
  func nothingUsed(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      #expect(try await world.settle(reservation, 0).costMicroUsd == 0)
      #expect(try await world.summary().byModel.map(\.requests) == [1])
    }
  }

  @Test("releasing gives the tokens back, once", arguments: Engine.available)
  func releases(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let kept = try await world.reserve(400)
      let given = try await world.reserve(600)
      try await world.release(given)
      try await world.release(given)
      #expect(try await world.books() == Books(used: 0, reserved: 400))
      _ = try await world.settle(kept, 400)
      try await world.release(kept)
      #expect(try await world.books() == Books(used: 400, reserved: 0))
    }
  }

  @Test("usage that arrives after the release is booked, for it was used", arguments: Engine.available)
  func lateAfterRelease(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      try await world.release(reservation)
      let late = try await world.settle(reservation, 300)
      #expect(try await world.settle(reservation, 300) == late)
      #expect(try await world.books() == Books(used: 300, reserved: 0))
    }
  }

  @Test("another tenant's reservation is not found", arguments: Engine.available)
  func otherTenant(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      let stranger = Caller.service(BillingWorld.otherTenant)
      let settled = try await refusal { try await world.settle(reservation, 1, as: stranger) }
      #expect(settled.code == .notFound)
      #expect(settled.reason == "RESERVATION_NOT_FOUND")
      let released = try await refusal { try await world.release(reservation, as: stranger) }
      #expect(released.code == .notFound)
      #expect(try await world.books() == Books(used: 0, reserved: 1000))
    }
  }

  @Test("a bad settlement names every bad field")
  func badFields() async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = try await refusal {
        try await world.call(.settle, as: .service()) {
          $0.promptTokens = -1
          $0.completionTokens = .max
          $0.agentID = ""
        }
      }
      #expect(
        error.violations.map(\.field) == ["reservation_id", "prompt_tokens", "completion_tokens", "agent_id"])
    }
  }
}
