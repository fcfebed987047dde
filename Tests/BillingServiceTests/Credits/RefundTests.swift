import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Refunds and disputes")
struct RefundTests {
  private static let first = Clawback(grantID: "topup:pi_1", reference: "refund:re_1", amount: 300, charged: 1000)
  private static let second = Clawback(grantID: "topup:pi_1", reference: "refund:re_2", amount: 200, charged: 1000)

  private enum Step: CaseIterable {
    case grant, refundFirst, refundSecond
  }

  @Test("leave what is still paid for, in whatever order they and the grant come", arguments: Engine.available)
  func anyOrder(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      for (index, order) in Self.permutations(Step.allCases).enumerated() {
        let company = Subject(.organization, "company-\(index)")
        for step in order + order {
          switch step {
          case .grant: try await world.grant(1000, "topup:pi_\(index)", to: company)
          case .refundFirst: try await Self.claw(world, Self.first, "topup:pi_\(index)")
          case .refundSecond: try await Self.claw(world, Self.second, "topup:pi_\(index)")
          }
        }
        #expect(try await world.available(company) == 500, "\(order)")
        #expect(try await world.balance(.debt, of: company) == 0)
      }
      try await world.expectIntact()
    }
  }

  @Test("make debt of what was used, which blocks and is paid by the next grant", arguments: Engine.available)
  func debt(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(1000, "topup:pi_1")
      _ = try await world.settle(world.reserve(800), 800)
      try await Self.claw(world, Self.first)
      #expect(try await world.balance(.debt) == -100)
      #expect(try await world.available() == 0)
      await #expect(throws: ServiceError.self) { try await world.reserve(1) }
      try await world.grant(300, "topup:pi_2")
      #expect(try await world.balance(.debt) == 0)
      #expect(try await world.available() == 200)
      try await world.expectIntact()
    }
  }

  @Test("leave what a call under way has set aside, and block the rest", arguments: Engine.available)
  func held(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(1000, "topup:pi_1")
      let reservation = try await world.reserve(900)
      try await Self.claw(world, Self.first)
      #expect(try await world.available() == 0)
      _ = try await world.settle(reservation, 900)
      #expect(try await world.balance(.debt) == -200)
      try await world.expectIntact()
    }
  }

  @Test("a dispute that is won gives back what it took, debt first", arguments: Engine.available)
  func won(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(1000, "topup:pi_1")
      _ = try await world.settle(world.reserve(600), 600)
      var dispute = Clawback(grantID: "topup:pi_1", reference: "dispute:dp_1", amount: 1000, charged: 1000)
      try await Self.claw(world, dispute)
      #expect(try await world.balance(.debt) == -600)
      #expect(try await world.lot("topup:pi_1")?.remaining == 0)
      dispute.amount = 0
      try await Self.claw(world, dispute)
      #expect(try await world.balance(.debt) == 0)
      #expect(try await world.available() == 400)
      try await Self.claw(world, Self.first)
      #expect(try await world.available() == 100)
      try await world.expectIntact()
    }
  }

  private static func claw(_ world: BillingWorld, _ clawback: Clawback, _ grant: String? = nil) async throws {
    var clawback = clawback
    if let grant { clawback.grantID = grant }
    try await CreditStore(database: world.database).clawBack(
      clawback, tenantID: BillingWorld.tenant, at: world.clock.now())
  }

  private static func permutations<T>(_ values: [T]) -> [[T]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let value = rest.remove(at: index)
      return permutations(rest).map { [value] + $0 }
    }
  }
}
