import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Admission")
struct AdmissionTests {
  @Test("a thousand racers on a balance for ten are ten", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(60)
      try await world.grant(40, "topup:1")
      let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<1000 { group.addTask { try await Self.admit(world, 10) != nil } }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(admitted == 10)
      #expect(try await world.books() == Books(used: 0, reserved: 100))
      #expect(try await world.available() == 0)
    }
  }

  @Test("many callers with random amounts neither overshoot nor leave anything held", arguments: Engine.available)
  func adversarial(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      // On PostgreSQL as many as there are connections: more would only wait for one, against the call's deadline.
      let (callers, calls) = engine == .sqlite ? (50, 100) : (8, 100)
      let units = Int64(2 * callers * calls)
      try await world.include(units)
      let companies = (0..<5).map { Subject(.organization, "company-\($0)") }
      for (index, company) in companies.enumerated() { try await world.grant(units, "topup:\(index)", to: company) }
      let booked = try await withThrowingTaskGroup(of: [String: Int64].self) { group in
        for caller in 0..<callers {
          group.addTask {
            var random = SeededGenerator(seed: UInt64(caller))
            var booked: [String: Int64] = [:]
            for _ in 0..<calls {
              let company = companies[Int.random(in: 0..<companies.count, using: &random)]
              let amount = Int64.random(in: 1...300, using: &random)
              guard let reservation = try await Self.admit(world, amount, for: company) else { continue }
              let share = Int.random(in: 0...9, using: &random)
              if share == 0 {
                try await patiently { try await world.release(reservation) }
              } else {
                let used = amount * Int64(share) / 9
                _ = try await patiently { try await world.settle(reservation, used) }
                booked[company.id, default: 0] += used
              }
            }
            return booked
          }
        }
        return try await group.reduce(into: [String: Int64]()) { $0.merge($1, uniquingKeysWith: +) }
      }
      for company in companies {
        let books = try await world.books(of: company)
        #expect(books == Books(used: booked[company.id] ?? 0, reserved: 0))
        #expect(books.used <= 2 * units)
        #expect(try await world.balance(.overage, of: company) == 0)
        #expect(try await world.available(company) == 2 * units - books.used)
      }
    }
  }

  @Test("usage beyond what was held takes from what is free, and beyond that is overage", arguments: Engine.available)
  func beyond(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      try await world.grant(50, "topup:1")
      _ = try await world.settle(world.reserve(80), 170)
      let record = try #require(try await Self.usage(world).first)
      #expect(record.funding == UsageFunding(included: 100, topups: 50, overage: 20))
      #expect(try await world.balance(.overage) == -20)
      try await world.expectIntact()
    }
  }

  @Test("a plan with overage lets calls go on, and a metered one counts them", arguments: Engine.available)
  func postpaid(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let now = world.clock.now()
      for (beyond, kind) in [(Entitlement.Beyond.overage, LedgerAccount.Kind.overage), (.meter, .metered)] {
        let company = Subject(.organization, kind.rawValue)
        let entitlement = Self.entitlement(world, included: 10, beyond: beyond)
        let new = NewHold(subject: company, units: 30, model: "gpt-4o-mini", operationType: "chat")
        let settled = try await world.write { tx in
          let held = try tx.reserve(new, id: "hold-\(kind.rawValue)", under: entitlement, at: now)
          let settlement = Settlement(holdID: held.hold.id, promptTokens: 30, completionTokens: 0)
          return try tx.settle(settlement, id: "usage-\(kind.rawValue)", under: { _ in entitlement }, at: now)
        }
        #expect(settled.funding.included == 10)
        #expect(try await world.balance(kind, of: company) == -20)
      }
      try await world.expectIntact()
    }
  }

  @Test("a call that nobody settles is booked at what it was known to have used", arguments: Engine.available)
  func progress(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let reservation = try await world.reserve(500, expiresIn: 60, messages: 1)
      world.clock.advance(by: .seconds(30))
      let held = try await world.progress(reservation, 100, 20)
      #expect(held.isHeld)
      #expect(held.expiresAt == world.clock.now().adding(.seconds(60)).asProto)
      _ = try await world.progress(reservation, 50, 0)
      world.clock.advance(by: .seconds(59))
      #expect(try await world.sweep() == 0)
      world.clock.advance(by: .seconds(1))
      #expect(try await world.sweep() == 1)
      #expect(try await world.books() == Books(used: 120, reserved: 0))
      #expect(try await world.progress(reservation, 200, 20).isHeld == false)
      // The generation's own word comes late: only the difference is booked.
      _ = try await world.settle(reservation, 100, 90)
      _ = try await world.settle(reservation, 100, 90)
      #expect(try await world.books() == Books(used: 190, reserved: 0))
      #expect(try await world.available() == 810)
      #expect(try await Self.usage(world).map(\.messages) == [1, 0])
    }
  }

  @Test(
    "a call that nobody settles pays for its prompt where only that was taken, and else for nothing",
    arguments: Engine.available)
  func abandoned(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let accepted = try await world.reserve(500, expiresIn: 60)
      _ = try await world.reserve(400, expiresIn: 60)
      _ = try await world.progress(accepted, 70, 0)
      world.clock.advance(by: .seconds(60))
      // The next call does not wait for the sweep either.
      _ = try await world.reserve(930)
      #expect(try await world.books() == Books(used: 70, reserved: 930))
    }
  }

  @Test("asking whether a call would be let in changes nothing", arguments: Engine.available)
  func check(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let holds = HoldStore(database: world.database)
      func check(_ units: Int64) async throws -> AdmissionDecision {
        let new = NewHold(
          subject: BillingWorld.company, units: units, model: "gpt-4o-mini", operationType: "chat")
        return try await holds.check(new, tenantID: BillingWorld.tenant, at: world.clock.now())
      }
      #expect(try await check(1000).isAllowed)
      #expect(try await check(1001).isAllowed == false)
      let tables = ["accounts", "lots", "journals", "holds", "usage_totals"]
      for table in tables {
        let count = try await world.database.read { tx in
          try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) }
        }
        #expect(count == 0, "\(table)")
      }
      // What nobody waits for any more does not count, and nor does last month's.
      _ = try await world.reserve(1000, expiresIn: 60)
      #expect(try await check(1).isAllowed == false)
      world.clock.advance(by: .seconds(60))
      #expect(try await check(1000).available == 1000)
      world.clock.advance(by: .untilApril)
      #expect(try await check(1000).isAllowed)
    }
  }

  @Test("using at once is all or nothing", arguments: Engine.available)
  func consume(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      let holds = HoldStore(database: world.database)
      func consume(_ units: Int64, _ id: String) async throws -> UsageRecord {
        let usage = ModelUsage(
          model: "gpt-4o-mini", operationType: "chat", promptTokens: units, completionTokens: 0)
        let record = UsageRecord(
          id: id, subject: BillingWorld.company, usage: usage, source: .report, sourceID: id, userID: "ana",
          occurredAt: world.clock.now())
        return try await holds.consume(record, tenantID: BillingWorld.tenant)
      }
      let first = try await consume(60, "a")
      #expect(try await consume(60, "a") == first)
      let error = await #expect(throws: BillingError.self) { try await consume(41, "b") }
      #expect(error?.serviceError.metadata["used"] == "60")
      _ = try await consume(40, "b")
      #expect(try await world.books() == Books(used: 100, reserved: 0))
    }
  }

  @Test("limits of an organization and of its users are not overrun", arguments: Engine.available)
  func limits(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      var entitlement = Self.entitlement(world, included: 1_000_000)
      entitlement.limits = UsageLimits(messages: 30)
      entitlement.userLimits = UsageLimits(messages: 20, costMicroUSD: 1_000_000)
      let (limited, now) = (entitlement, world.clock.now())
      let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask {
            let new = NewHold(
              subject: BillingWorld.company, units: 10, messages: 1, model: "gpt-4o-mini", operationType: "chat",
              userID: number % 2 == 0 ? "ana" : "bia")
            return try await patiently {
              do {
                _ = try await world.write { try $0.reserve(new, id: "hold-\(number)", under: limited, at: now).hold }
                return true
              } catch BillingError.limitReached {
                return false
              }
            }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(admitted == 30)
      try await world.expectIntact()
      world.clock.advance(by: .seconds(300))
      #expect(try await world.sweep() == 30)
      try await world.expectIntact()
    }
  }

  @Test("a user's limit is for all organizations together", arguments: Engine.available)
  func userLimit(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      var entitlement = Self.entitlement(world, included: 1000)
      entitlement.userLimits = UsageLimits(messages: 3)
      let (limited, now) = (entitlement, world.clock.now())
      func reserve(_ id: String, in company: String) async throws -> Hold {
        let new = NewHold(
          subject: Subject(.organization, company), units: 1, messages: 1, model: "gpt-4o-mini",
          operationType: "chat", userID: "ana")
        return try await world.write { try $0.reserve(new, id: id, under: limited, at: now).hold }
      }
      _ = try await reserve("hold-1", in: "company-1")
      let second = try await reserve("hold-2", in: "company-1")
      _ = try await reserve("hold-3", in: "company-2")
      let error = await #expect(throws: BillingError.self) { try await reserve("hold-4", in: "company-3") }
      #expect(error == .limitReached(.user, UsageLimit(kind: .messages, used: 3, maximum: 3)))
      // What is settled counts on, what is given back does not.
      _ = try await world.write {
        try $0.settle(
          Settlement(holdID: "hold-1", promptTokens: 1, completionTokens: 0), id: "usage-1", under: { _ in limited },
          at: now)
      }
      try await world.write { try $0.release(second.id, at: now) }
      _ = try await reserve("hold-5", in: "company-3")
      await #expect(throws: BillingError.self) { try await reserve("hold-6", in: "company-1") }
      try await world.expectIntact()
    }
  }

  @Test("messages are consumed without tokens, as far as the limit goes", arguments: Engine.available)
  func messages(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      var entitlement = Self.entitlement(world, included: 0)
      entitlement.limits = UsageLimits(messages: 2)
      let (limited, now) = (entitlement, world.clock.now())
      func consume(_ id: String) async throws -> UsageRecord {
        let usage = ModelUsage(model: "app", operationType: "consume", promptTokens: 0, completionTokens: 0)
        let record = UsageRecord(
          id: id, subject: BillingWorld.company, usage: usage, source: .report, sourceID: id, messages: 1,
          occurredAt: now)
        return try await world.write { try $0.consume(record, under: limited, at: now) }
      }
      _ = try await consume("a")
      _ = try await consume("b")
      let error = await #expect(throws: BillingError.self) { try await consume("c") }
      #expect(error == .limitReached(.organization, UsageLimit(kind: .messages, used: 2, maximum: 2)))
      try await world.expectIntact()
    }
  }

  @Test("a limit of costs counts what a call may cost at most", arguments: Engine.available)
  func costs(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let now = world.clock.now()
      // 1,000 tokens at 10 USD a million are 10,000 micro-USD; those of the prompt cost a quarter.
      var new = NewHold(subject: BillingWorld.company, units: 1000, model: "gpt-4o", operationType: "chat")
      var entitlement = Self.entitlement(world, included: 1_000_000)
      entitlement.limits = UsageLimits(costMicroUSD: 12_500)
      let (limited, dear) = (entitlement, new)
      _ = try await world.write { try $0.reserve(dear, id: "hold-1", under: limited, at: now).hold }
      let error = await #expect(throws: BillingError.self) {
        try await world.write { try $0.reserve(dear, id: "hold-2", under: limited, at: now).hold }
      }
      #expect(error == .limitReached(.organization, UsageLimit(kind: .cost, used: 10_000, maximum: 12_500)))
      new.promptTokens = 1000
      let cheap = new
      _ = try await world.write { try $0.reserve(cheap, id: "hold-3", under: limited, at: now).hold }
      try await world.expectIntact()
    }
  }

  @Test("a model without a known price costs nothing, unless the tenant refuses such", arguments: Engine.available)
  func unknownPrice(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let now = world.clock.now()
      let new = NewHold(
        subject: BillingWorld.company, units: 10, model: "frontier-9000", operationType: "chat")
      var entitlement = Self.entitlement(world, included: 1000)
      let open = entitlement
      let held = try await world.write { try $0.reserve(new, id: "hold-1", under: open, at: now).hold }
      #expect(held.costMicroUSD == 0)
      entitlement.refusesUnpricedModels = true
      let refusing = entitlement
      let error = await #expect(throws: BillingError.self) {
        try await world.write { try $0.reserve(new, id: "hold-2", under: refusing, at: now).hold }
      }
      #expect(error == .priceUnknown(model: "frontier-9000"))
    }
  }

  @Test("a source's reservation is the same one when it is asked for again", arguments: Engine.available)
  func source(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      try await world.grant(100, "promo:1", .promo)
      let first = try await world.reserve(150, source: "turn-1")
      #expect(first.funding.map(\.kind) == [.included, .grant])
      #expect(first.funding.map(\.tokens) == [100, 50])
      #expect(try await world.reserve(150, source: "turn-1") == first)
      let error = await #expect(throws: ServiceError.self) { try await world.reserve(151, source: "turn-1") }
      #expect(error?.reason == "IDEMPOTENCY_KEY_REUSED")
      let settled = try await world.settle(first, 120)
      #expect(settled.funding.map(\.tokens) == [100, 20])
      #expect(try await world.reserve(150, source: "turn-1").id == first.id)
      #expect(try await world.books() == Books(used: 120, reserved: 0))
    }
  }

  /// Nil when the quota is used up.
  private static func admit(
    _ world: BillingWorld, _ tokens: Int64, for subject: Subject = BillingWorld.company
  ) async throws -> BillingV1.Reservation? {
    try await patiently {
      do {
        return try await world.reserve(tokens, for: subject)
      } catch let error as ServiceError where error.code == .resourceExhausted {
        return nil
      }
    }
  }

  private static func entitlement(
    _ world: BillingWorld, included: Int64, beyond: Entitlement.Beyond = .refuse
  ) -> Entitlement {
    Entitlement(
      planSlug: "free", included: included,
      period: CalendarPeriod.month.interval(containing: world.clock.now()), beyond: beyond)
  }

  private static func usage(_ world: BillingWorld) async throws -> [UsageRecord] {
    try await world.database.read(tenant: BillingWorld.tenant) { tx in
      let ids = try tx.tx.all("SELECT id FROM usage WHERE tenant_id = ? ORDER BY seq", tx.id) { try $0.text(0) }
      return try ids.compactMap { try tx.usage($0) }
    }
  }
}
