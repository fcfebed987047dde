import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The units that a plan includes")
struct PeriodTests {
  @Test("are granted once, by the first call or by the reset", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            try await patiently {
              if number % 4 == 0 {
                _ = try await BillingWorkers.reset(CreditStore(database: world.database), at: world.clock.now())
              } else {
                try await world.release(world.reserve(1))
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await world.available() == 1000)
      #expect(try await world.balance(.issued, of: nil) == -1000)
      try await world.expectIntact()
    }
  }

  @Test("are granted by the reset to everybody, and a second run grants nothing", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      try await world.include(500, tenantID: BillingWorld.otherTenant)
      _ = try await world.settle(world.reserve(900), 900)
      _ = try await world.reserve(1, for: Subject(.user, "ana"))
      _ = try await world.reserve(1, as: .service(BillingWorld.otherTenant))
      #expect(try await world.workers.creditReset.runOnce() == 0)
      world.clock.advance(by: .untilApril)
      #expect(try await world.administration.run(worker: "credit-reset") == 3)
      #expect(try await world.administration.run(worker: "credit-reset") == 0)
      #expect(try await world.available() == 1000)
      _ = try await world.workers.expirySweep.runOnce()
      try await world.expectIntact()
    }
  }

  @Test("of missed periods are not made up for, and the gap is written down", arguments: Engine.available)
  func missed(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      try await world.release(world.reserve(1))
      world.clock.advance(by: .days(100))
      #expect(try await world.administration.run(worker: "credit-reset") == 1)
      #expect(try await world.available() == 1000)
      let skipped = try await world.database.read { tx in
        try tx.all("SELECT key FROM journals WHERE kind = 'skipped'") { try $0.text(0) }
      }
      #expect(skipped == ["skipped:credits:token:organization:company-1:\(Timestamp.april.microseconds)"])
      try await world.expectIntact()
    }
  }

  @Test("follow the plan at once and keep what was used", arguments: Engine.available)
  func follow(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.settle(world.reserve(60), 60)
      for included: Int64 in [1000, 80, 50, 100, 0, 300] {
        try await world.include(included)
        #expect(try await world.available() == max(0, included - 60))
        if included > 60 { try await world.release(world.reserve(1)) }
        #expect(try await world.available() == max(0, included - 60))
      }
      try await world.expectIntact()
    }
  }

  @Test("a plan with another period takes the place of the former one's rest", arguments: Engine.available)
  func superseded(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      let early = try await world.reserve(40)
      let now = world.clock.now()
      let entitlement = Entitlement(
        planSlug: "growth", included: 1000, period: Anchor(now).period(containing: now))
      let state = try await world.write { try $0.credits(of: BillingWorld.company, under: entitlement, at: now) }
      #expect(state.available(at: now) == 960)
      _ = try await world.settle(early, 40)
      #expect(try await world.balance(.credits) == 960)
      try await world.expectIntact()
    }
  }
}
