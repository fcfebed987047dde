import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("A user's credit history")
struct CreditHistoryTests {
  private static let user = Subject(.user, "user-1")

  @Test("tells every change, newest first, with the balance after it", arguments: Engine.available)
  func history(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.settle(world.reserve(30, for: Self.user), 20, 10)
      world.clock.advance(by: .seconds(1))
      try await world.grant(50, "topup:pi_1", to: Self.user)
      world.clock.advance(by: .seconds(1))
      try await world.grant(5, "promo:1", .promo, to: Self.user)
      world.clock.advance(by: .seconds(1))
      let now = world.clock.now()
      try await world.write { tx in
        try tx.clawBack(Clawback(grantID: "topup:pi_1", reference: "re_1", amount: 1, charged: 2), at: now)
      }

      let all = try await history(world)
      #expect(all.transactions.map(\.transactionType).prefix(3) == ["refund", "grant", "topup"])
      #expect(Set(all.transactions.map(\.transactionType).suffix(2)) == ["usage", "reset"])
      #expect(all.transactions.map(\.amount).prefix(3) == [-25, 5, 50])
      #expect(all.transactions.map(\.balanceAfter).prefix(3) == [100, 125, 120])
      #expect(all.total == 5 && all.limit == 50 && all.offset == 0)
      #expect(all.transactions.first { $0.transactionType == "usage" }?.model == "gpt-4o-mini")
      #expect(Set(all.transactions.map(\.id)).count == 5)

      let page = try await history(world) {
        $0.limit = 1
        $0.offset = 1
      }
      #expect(page.transactions == [all.transactions[1]] && page.total == 5)
      let usage = try await history(world) { $0.type = "usage" }
      #expect(usage.transactions.map(\.amount) == [-30] && usage.total == 1)
    }
  }

  @Test("is empty for who has none, and names every bad parameter", arguments: Engine.available)
  func nothing(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let empty = try await history(world)
      #expect(empty.transactions.isEmpty && empty.total == 0)
      let wrong = try await refusal {
        try await history(world) {
          $0.limit = 0
          $0.offset = -1
          $0.type = "gift"
        }
      }
      #expect(wrong.violations.map(\.field) == ["limit", "offset", "type"])
    }
  }

  @Test("the reset grants the running period once, and a missed one not at all", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.settle(world.reserve(30, for: Self.user), 30)
      world.clock.advance(by: .days(62))
      let first: BillingV1.ResetCreditsResponse = try await world.call(.resetCredits, as: Caller(credential: .cron))
      let second: BillingV1.ResetCreditsResponse = try await world.call(.resetCredits, as: Caller(credential: .cron))
      #expect(first.resetCount == 1 && second.resetCount == 0)
      #expect(first.message == "Credit reset completed")
      #expect(try await world.available(Self.user) == 100)
    }
  }

  private func history(
    _ world: BillingWorld, _ fill: (inout BillingV1.ListCreditHistoryRequest) -> Void = { _ in }
  ) async throws -> BillingV1.ListCreditHistoryResponse {
    try await world.call(.listCreditHistory, as: Caller(userID: Self.user.id, credential: .cookie)) { fill(&$0) }
  }
}
