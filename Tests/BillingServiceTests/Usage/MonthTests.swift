import Contracts
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The month")
struct MonthTests {
  @Test("starts afresh", arguments: Engine.available)
  func fresh(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      _ = try await world.settle(world.reserve(1000), 1000)
      await #expect(throws: (any Error).self) { try await world.reserve(1) }
      world.clock.advance(by: .untilApril)
      #expect(try await world.month().used == 0)
      _ = try await world.settle(world.reserve(600), 600)
      let month = try await world.month()
      #expect(month.used == 600)
      #expect(month.period.start == Timestamp.april.asProto)
      #expect(month.period.end == Timestamp.may.asProto)
      #expect(try await world.books() == Books(used: 1600, reserved: 0))
    }
  }

  @Test("takes over what is under way when it begins", arguments: Engine.available)
  func takesOver(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      world.clock.advance(by: .untilApril - .seconds(10))
      let early = try await world.reserve(700)
      world.clock.advance(by: .seconds(10))
      // April has 1000, but 700 of them are spoken for.
      await #expect(throws: (any Error).self) { try await world.reserve(301) }
      let other = try await world.reserve(300)
      #expect(try await world.month().reserved == 1000)
      _ = try await world.settle(early, 650)
      try await world.release(other)
      #expect(try await world.month().used == 650)
      #expect(try await world.books() == Books(used: 650, reserved: 0))
    }
  }

  @Test("books what is settled in it, without a call in between", arguments: Engine.available)
  func settledLater(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.clock.advance(by: .untilApril - .seconds(10))
      let early = try await world.reserve(700)
      world.clock.advance(by: .seconds(10))
      _ = try await world.settle(early, 650)
      #expect(try await world.month().used == 650)
      #expect(try await world.books() == Books(used: 650, reserved: 0))
    }
  }

  @Test("shows the quota of a company that has used nothing", arguments: Engine.available)
  func unused(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let month = try await world.month()
      #expect(month.companyID == BillingWorld.company.id)
      #expect(month.used == 0)
      #expect(month.reserved == 0)
      #expect(month.includedTokens == 200_000)
      #expect(month.topupRemaining == 0)
      #expect(month.period.end == Timestamp.april.asProto)
    }
  }
}

extension Timestamp {
  /// 2026-04-01T00:00:00Z.
  static let april = Timestamp(microseconds: 1_775_001_600_000_000)
  /// 2026-05-01T00:00:00Z.
  static let may = Timestamp(microseconds: 1_777_593_600_000_000)
}

extension Duration {
  /// From the test clock's start, 2026-03-02T12:00:00Z, to ``Timestamp/april``.
  static let untilApril = Duration.seconds(29 * 86_400 + 43_200)
}
