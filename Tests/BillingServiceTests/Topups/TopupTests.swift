import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Top-ups")
struct TopupTests {
  @Test("are used after the included tokens, and kept over months", arguments: Engine.available)
  func afterIncluded(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      _ = try await world.administration.grantTopup(to: BillingWorld.company, tokens: 500)
      _ = try await world.settle(world.reserve(800), 800)
      #expect(try await world.month().topupRemaining == 500)
      // 200 of the plan's, 300 of the top-up's.
      _ = try await world.settle(world.reserve(500), 500)
      #expect(try await world.month().topupRemaining == 200)
      #expect(try await world.month().used == 1300)
      _ = try await refusal { try await world.reserve(201) }
      try await world.release(world.reserve(200))

      world.clock.advance(by: .untilApril)
      _ = try await world.reserve(1200)
      _ = try await refusal { try await world.reserve(1) }
      #expect(try await world.books() == Books(used: 1300, reserved: 1200))
    }
  }

  @Test("go oldest first", arguments: Engine.available)
  func oldestFirst(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      for reference in ["first", "second", "third"] {
        _ = try await world.administration.grantTopup(to: BillingWorld.company, tokens: 100, reference: reference)
        world.clock.advance(by: .seconds(1))
      }
      _ = try await world.settle(world.reserve(150), 150)
      var remaining: [Int64] = []
      for reference in ["first", "second", "third"] {
        // The reference was used: this only looks.
        remaining.append(
          try await world.administration.grantTopup(to: BillingWorld.company, tokens: 100, reference: reference)
            .remaining)
      }
      #expect(remaining == [0, 50, 100])
      #expect(try await world.month().topupRemaining == 150)
    }
  }

  @Test("do not pay for usage beyond an empty quota afterwards", arguments: Engine.available)
  func noDebt(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.settle(world.reserve(100), 400)
      _ = try await world.administration.grantTopup(to: BillingWorld.company, tokens: 500)
      _ = try await world.settle(world.reserve(500), 60)
      #expect(try await world.month().topupRemaining == 440)
      #expect(try await world.month().used == 460)
    }
  }

  @Test("belong to one subject of one tenant", arguments: Engine.available)
  func apart(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.include(0, tenantID: BillingWorld.otherTenant)
      _ = try await world.administration.grantTopup(to: BillingWorld.company, tokens: 100)
      _ = try await refusal {
        try await world.reserve(1, for: Subject(.user, BillingWorld.company.id))
      }
      _ = try await refusal { try await world.reserve(1, as: .service(BillingWorld.otherTenant)) }
      _ = try await world.reserve(100)
    }
  }

  @Test("must have tokens")
  func validated() async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = try await refusal {
        try await world.administration.grantTopup(to: Subject(.user, ""), tokens: 0, reference: "")
      }
      #expect(error.violations.map(\.field) == ["subject.id", "tokens", "reference"])
    }
  }
}
