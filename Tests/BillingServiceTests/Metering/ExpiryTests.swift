import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Abandoned reservations")
struct ExpiryTests {
  @Test("the next reservation does not wait for the sweeper", arguments: Engine.available)
  func lazily(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      _ = try await world.reserve(1000, expiresIn: 60)
      world.clock.advance(by: .seconds(59))
      await #expect(throws: (any Error).self) { try await world.reserve(1) }
      world.clock.advance(by: .seconds(1))
      _ = try await world.reserve(1000)
      #expect(try await world.books() == Books(used: 0, reserved: 1000))
    }
  }

  @Test("the sweeper gives them back, of every subject and tenant", arguments: Engine.available)
  func swept(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      _ = try await world.reserve(100, expiresIn: 60)
      _ = try await world.reserve(200, expiresIn: 60)
      _ = try await world.reserve(300, expiresIn: 600)
      _ = try await world.reserve(400, expiresIn: 60, as: .service(BillingWorld.otherTenant))
      #expect(try await world.sweep() == 0)
      world.clock.advance(by: .seconds(60))
      #expect(try await world.sweep() == 3)
      #expect(try await world.sweep() == 0)
      #expect(try await world.books() == Books(used: 0, reserved: 300))
      #expect(try await world.books(tenantID: BillingWorld.otherTenant) == Books(used: 0, reserved: 0))
    }
  }

  @Test("the sweeper works by itself until it is told to stop", arguments: Engine.available)
  func worker(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      _ = try await world.reserve(100, expiresIn: 60)
      world.clock.advance(by: .seconds(60))
      let worker = Task { try await world.workers.holdSweep.run() }
      try await eventually { try await world.books().reserved == 0 }
      worker.cancel()
      try await worker.value
    }
  }

  @Test("a late settlement is booked, swept or not", arguments: Engine.available, [true, false])
  func lateSettlement(engine: Engine, isSwept: Bool) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000, expiresIn: 60)
      world.clock.advance(by: .seconds(61))
      if isSwept { _ = try await world.sweep() }
      _ = try await world.settle(reservation, 700)
      #expect(try await world.sweep() == 0)
      #expect(try await world.books() == Books(used: 700, reserved: 0))
    }
  }

  @Test("usage this month does not count them", arguments: Engine.available)
  func notCounted(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      _ = try await world.reserve(100, expiresIn: 60)
      _ = try await world.reserve(200, expiresIn: 600)
      #expect(try await world.month().reserved == 300)
      world.clock.advance(by: .seconds(60))
      #expect(try await world.month().reserved == 200)
    }
  }
}
