import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Financial reports")
struct ReportTests {
  @Test("add up the present day, week and month, exactly", arguments: Engine.available)
  func periods(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      // Monday 2 March.
      try await pay(world, "in_1", 1_999, .usd)
      _ = try await world.record(1_000_000, model: "gpt-4o-mini")
      world.clock.advance(by: .days(1))
      try await pay(world, "in_2", 1, .usd)
      try await pay(world, "in_3", 5_000, .brl)

      let day = try await report(world, "daily")
      #expect(day.date == "2026-03-03" && day.income == 10_000 && day.expenses == 0)
      let week = try await report(world, "weekly")
      #expect(week.date == "2026-03-02" && week.income == 20_000_000 && week.expenses == 150_000)
      #expect(week.profit == 19_850_000 && week.breakdown.incomeBreakdown.subscription == 20_000_000)
      let month = try await report(world, "monthly")
      #expect(month.date == "2026-03-01" && month.breakdown.expenseBreakdown.apiCost == 150_000)
      let wrong = try await refusal { try await report(world, "yearly") }
      #expect(wrong.violations.map(\.field) == ["report_type"])
    }
  }

  @Test("count tasks and their users since the beginning", arguments: Engine.available)
  func stats(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let task: BillingV1.Reservation = try await world.call(.reserve, as: .service()) {
        $0.subject.kind = .user
        $0.subject.id = "user-1"
        $0.tokens = 100
        $0.model = "gpt-4o-mini"
        $0.operationType = "task"
      }
      _ = try await world.settle(task, 60, 40)
      _ = try await world.reserve(10)
      let stats: BillingV1.Stats = try await world.call(.getStats, as: Caller())
      #expect(stats.tasks.total == 1 && stats.tasks.completed == 1 && stats.tasks.totalTokens == 100)
      #expect(stats.users.subscriptions == 0 && stats.financials.totalIncome == 0)
      #expect(stats.financials.profit == -stats.financials.totalExpenses)
    }
  }

  private func pay(_ world: BillingWorld, _ id: String, _ amount: Int64, _ currency: Currency) async throws {
    let now = world.clock.now()
    try await world.write { tx in
      try tx.settle(PaidInvoice(id: id, amountPaid: amount, currency: currency, paidAt: now), at: now)
    }
  }

  private func report(_ world: BillingWorld, _ type: String) async throws -> BillingV1.Report {
    try await world.call(.getReport, as: Caller()) { $0.reportType = type }
  }
}
