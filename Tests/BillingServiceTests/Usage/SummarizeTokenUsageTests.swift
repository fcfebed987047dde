import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("SummarizeTokenUsage")
struct SummarizeTokenUsageTests {
  @Test("adds up by model and by type of operation, most tokens first, then by key", arguments: Engine.available)
  func groups(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      _ = try await world.record(100, 50, model: "gpt-4o-mini")
      _ = try await world.record(200, 100, model: "gpt-4o-mini", operation: "extraction")
      _ = try await world.record(600, 0, model: "gpt-4o", operation: "embedding")
      _ = try await world.settle(world.reserve(10), 100, 50)
      _ = try await world.record(150, 0, model: "a-model")
      _ = try await world.record(0, 150, model: "B-model")
      // Not this company's, not this tenant's.
      _ = try await world.record(9, company: "company-2")
      _ = try await world.record(9, as: .service(BillingWorld.otherTenant))

      let summary = try await world.summary()
      #expect(summary.companyID == BillingWorld.company.id)
      #expect(summary.period == "month")
      #expect(summary.totalTokens == 1500)
      #expect(summary.byModel.map(\.key) == ["gpt-4o", "gpt-4o-mini", "B-model", "a-model"])
      #expect(summary.byModel.map(\.requests) == [1, 3, 1, 1])
      #expect(summary.byModel.map(\.promptTokens) == [600, 400, 0, 150])
      #expect(summary.byModel.map(\.completionTokens) == [0, 200, 150, 0])
      #expect(summary.byModel.map(\.totalTokens) == [600, 600, 150, 150])
      // gpt-4o: 600 × 2.50; gpt-4o-mini: (15 + 30) + (30 + 60) + (15 + 30).
      #expect(summary.byModel.map(\.costUsd) == [1500, 180, 0, 0])
      #expect(summary.totalCostUsd == 1680)
      #expect(summary.byOperationType.map(\.key) == ["chat", "embedding", "extraction"])
      #expect(summary.byOperationType.map(\.totalTokens) == [600, 600, 300])
    }
  }

  @Test("knows days, weeks from Monday on, months and all", arguments: Engine.available)
  func periods(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      // Monday 2 March, noon.
      _ = try await world.record(1)
      world.clock.advance(by: .days(6))
      _ = try await world.record(10)
      // Monday 9 March.
      world.clock.advance(by: .days(1))
      _ = try await world.record(100)
      // Friday 3 April.
      world.clock.advance(by: .days(25))
      _ = try await world.record(1000)

      #expect(try await world.summary("day").totalTokens == 1000)
      #expect(try await world.summary("week").totalTokens == 1000)
      #expect(try await world.summary("month").totalTokens == 1000)
      let all = try await world.summary("all")
      #expect(all.totalTokens == 1111)
      #expect(all.periodStart == Timestamp(microseconds: 1_772_409_600_000_000).asProto)
      #expect(all.periodEnd == Timestamp.april.adding(.days(3)).asProto)

      world.clock.advance(by: .days(-25))
      #expect(try await world.summary("day").totalTokens == 100)
      world.clock.advance(by: .days(-1))
      #expect(try await world.summary("week").totalTokens == 11)
      #expect(try await world.summary("month").totalTokens == 111)
    }
  }

  @Test("is empty for a company that has used nothing", arguments: Engine.available)
  func nothing(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let summary = try await world.summary("all")
      #expect(summary.totalTokens == 0)
      #expect(summary.byModel.isEmpty)
      #expect(summary.periodStart == Timestamp(microseconds: 1_772_409_600_000_000).asProto)
      #expect(summary.periodEnd == Timestamp(microseconds: 1_772_496_000_000_000).asProto)
    }
  }

  @Test("is of the actor's only company unless another is named")
  func defaultCompany() async throws {
    try await withBillingWorld(.sqlite) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      _ = try await world.record(5)
      #expect(try await world.summary(company: nil, as: .actor("ana")).totalTokens == 5)
      #expect(try await world.month(company: nil, as: .actor("ana")).used == 5)
    }
  }

  @Test("refuses other periods", arguments: ["year", "", "Month"])
  func badPeriod(period: String) async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = try await refusal { try await world.summary(period, company: "") }
      #expect(error.violations.map(\.field) == ["company_id", "period"])
    }
  }
}

extension Duration {
  static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
