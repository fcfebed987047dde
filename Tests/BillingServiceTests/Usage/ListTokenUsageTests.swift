import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("ListTokenUsage")
struct ListTokenUsageTests {
  private func list(
    _ world: BillingWorld, as caller: Caller = .actor("ana"),
    _ change: @Sendable (inout BillingV1.ListTokenUsageRequest) -> Void = { _ in }
  ) async throws -> BillingV1.ListTokenUsageResponse {
    try await world.call(.listTokenUsage, as: caller) { change(&$0) }
  }

  @Test("records come newest first, a page at a time", arguments: Engine.available)
  func pages(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      for tokens in 1...5 {
        // The third and the fourth are of one moment.
        if tokens != 4 { world.clock.advance(by: .seconds(1)) }
        _ = try await world.record(Int64(tokens))
      }
      _ = try await world.record(100, company: "elsewhere")
      let all = try await list(world)
      #expect(all.items.map(\.promptTokens) == [5, 4, 3, 2, 1])
      #expect(all.total == 5)
      #expect(all.limit == 50)
      let page = try await list(world) {
        $0.limit = 2
        $0.offset = 1
      }
      #expect(page.items.map(\.promptTokens) == [4, 3])
      #expect(page.total == 5)
      #expect(page.offset == 1)
      #expect(page.items[0] == all.items[1])
    }
  }

  @Test("a period begins with its first moment and ends before its last", arguments: Engine.available)
  func periods(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      // 2026-03-02 12:00, 2026-03-03 00:00 and 2026-04-01 00:00 UTC.
      _ = try await world.record(1)
      world.clock.advance(by: .seconds(12 * 3600))
      _ = try await world.record(2)
      world.clock.advance(by: .seconds(29 * 86_400))
      _ = try await world.record(4)
      func tokens(_ start: String?, _ end: String?) async throws -> [Int64] {
        try await list(world) {
          if let start { $0.periodStart = start }
          if let end { $0.periodEnd = end }
        }.items.map(\.promptTokens)
      }
      #expect(try await tokens(nil, nil) == [4])
      #expect(try await tokens("2026-03-01", nil) == [4, 2, 1])
      #expect(try await tokens("2026-03-01", "2026-04-01") == [2, 1])
      #expect(try await tokens("2026-03-01", "2026-03-03") == [1])
      #expect(try await tokens("2026-03-03", "2026-03-04") == [2])
      #expect(try await tokens("2026-03-02T09:00:00.000001-03:00", "2026-04-01T00:00:00.000001Z") == [4, 2])
      #expect(try await tokens("2027-01-01", "2027-01-01") == [])
    }
  }

  @Test("a period that does not exist is refused by name")
  func violations() async throws {
    try await withBillingWorld(.sqlite) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      for text in [
        "", "yesterday", "2026-02-30", "2026-13-01", "2026-3-1", "20260301", "2026-03-01T25:00:00Z", "\"", "0000-01-01",
      ] {
        let start = try await refusal { try await list(world) { $0.periodStart = text } }
        #expect(start.violations.map(\.field) == ["period_start"], "\(text)")
        let end = try await refusal { try await list(world) { $0.periodEnd = text } }
        #expect(end.violations.map(\.field) == ["period_end"], "\(text)")
      }
      let backwards = try await refusal {
        try await list(world) {
          $0.periodStart = "2026-03-02"
          $0.periodEnd = "2026-03-01"
        }
      }
      #expect(backwards.violations.map(\.field) == ["period_end"])
      // From tomorrow until now.
      let future = try await refusal { try await list(world) { $0.periodStart = "2026-03-03" } }
      #expect(future.violations.map(\.field) == ["period_start"])
      let page = try await refusal {
        try await list(world) {
          $0.limit = 201
          $0.offset = -1
        }
      }
      #expect(page.violations.map(\.field) == ["limit", "offset"])
    }
  }

  @Test("a company that is not the actor's is refused")
  func notAMember() async throws {
    try await withBillingWorld(.sqlite) { world in
      world.memberships.set(["other"], of: "ana")
      let error = try await refusal { try await list(world) { $0.companyID = BillingWorld.company.id } }
      #expect(error.reason == "NOT_A_MEMBER")
    }
  }

  @Test("who used it and what was cached is kept", arguments: Engine.available)
  func details(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      let recorded = try await world.call(.recordTokenUsage, as: .actor("ana")) {
        $0.model = "gpt-4o"
        $0.operationType = "chat"
        $0.promptTokens = 100
        $0.cachedTokens = 40
        $0.userID = "customer-1"
      }
      #expect(recorded.cachedTokens == 40)
      #expect(recorded.userID == "customer-1")
      #expect(try await list(world).items == [recorded])
      let tooMany = try await refusal {
        try await world.call(.recordTokenUsage, as: .actor("ana")) {
          $0.model = "gpt-4o"
          $0.operationType = "chat"
          $0.promptTokens = 100
          $0.cachedTokens = 101
        }
      }
      #expect(tooMany.violations.map(\.field) == ["cached_tokens"])
    }
  }
}
