import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Lots of credits")
struct LotTests {
  @Test(
    "are used by priority, then what ends first, then what was not paid for, then the older",
    arguments: Engine.available)
  func burnOrder(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(10)
      try await world.grant(10, "topup:never")
      try await world.grant(10, "topup:ends", .topup, expiresIn: .days(20))
      try await world.grant(10, "promo:never", .promo)
      try await world.grant(10, "promo:late", .promo, expiresIn: .days(20))
      try await world.grant(10, "promo:soon", .promo, expiresIn: .days(10))
      world.clock.advance(by: .seconds(1))
      try await world.grant(10, "promo:younger", .promo)
      let order = ["promo:soon", "promo:late", "promo:never", "promo:younger", "topup:ends", "topup:never"]
      var used: [String] = []
      _ = try await world.settle(world.reserve(10), 10)
      for _ in order {
        let before = try await Self.remaining(world, order)
        _ = try await world.settle(world.reserve(10), 10)
        let after = try await Self.remaining(world, order)
        used += order.filter { before[$0] != after[$0] }
      }
      #expect(used == order)
      #expect(try await world.available() == 0)
      try await world.expectIntact()
    }
  }

  @Test("one settlement is one entry for each lot", arguments: Engine.available)
  func oneEntryPerLot(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(10)
      try await world.grant(10, "promo:1", .promo)
      try await world.grant(10, "topup:1")
      _ = try await world.settle(world.reserve(25), 25)
      let entries = try await world.database.read { tx in
        try tx.all(
          """
          SELECT e.lot_id, e.amount FROM entries e JOIN journals j ON j.tenant_id = e.tenant_id AND j.key = e.journal_key
          WHERE j.kind = 'usage' AND e.lot_id IS NOT NULL ORDER BY e.line
          """
        ) { "\(try $0.text(0).split(separator: ":")[0]) \(try $0.int(1))" }
      }
      #expect(entries == ["grant -10", "promo -10", "topup -5"])
    }
  }

  @Test("are of no use from the moment of their end, swept or not", arguments: Engine.available, [true, false])
  func ends(engine: Engine, isSwept: Bool) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(100, "promo:1", .promo, expiresIn: .seconds(60))
      world.clock.advance(by: .seconds(59))
      try await world.release(world.reserve(100))
      world.clock.advance(by: .seconds(1))
      if isSwept { #expect(try await world.workers.expirySweep.runOnce() == 1) }
      #expect(try await world.available() == 0)
      await #expect(throws: ServiceError.self) { try await world.reserve(1) }
      _ = try await world.workers.expirySweep.runOnce()
      #expect(try await world.workers.expirySweep.runOnce() == 0)
      #expect(try await world.balance(.breakage, of: nil) == 100)
      #expect(try await world.balance(.credits) == 0)
      try await world.expectIntact()
    }
  }

  @Test("end without touching another lot", arguments: Engine.available)
  func endsAlone(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(100, "promo:1", .promo, expiresIn: .seconds(60))
      try await world.grant(50, "topup:1")
      _ = try await world.settle(world.reserve(30), 30)
      world.clock.advance(by: .seconds(60))
      _ = try await world.workers.expirySweep.runOnce()
      #expect(try await world.balance(.breakage, of: nil) == 70)
      #expect(try await world.lot("topup:1")?.remaining == 50)
      #expect(try await world.available() == 50)
      try await world.expectIntact()
    }
  }

  @Test("are granted once however often they are told", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask { try await patiently { _ = try await world.grant(100, "topup:pi_1") } }
        }
        try await group.waitForAll()
      }
      #expect(try await world.available() == 100)
      let error = await #expect(throws: LedgerError.self) { try await world.grant(101, "topup:pi_1") }
      #expect(error == .keyReused("topup:pi_1"))
      try await world.expectIntact()
    }
  }

  private static func remaining(_ world: BillingWorld, _ ids: [String]) async throws -> [String: Int64] {
    var found: [String: Int64] = [:]
    for id in ids { found[id] = try await world.lot(id)?.remaining }
    return found
  }
}
