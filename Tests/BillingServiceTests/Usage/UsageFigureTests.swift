import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Figures of usage")
struct UsageFigureTests {
  @Test("a model call is seen at once, by the organization and by who made it", arguments: Engine.available)
  func seen(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100_000)
      let (ana, bia) = (world.member("ana"), world.member("bia"))
      try await world.modelCall(1000, 200, by: "ana")
      try await world.modelCall(2000, 300, by: "bia")
      try await world.modelCall(10, 0, by: nil)
      let current = try await world.current(as: ana)
      #expect(current.planName == "Free")
      #expect(isUUID(current.planID))
      #expect(!current.hasError)
      #expect(current.periodStart == CalendarPeriod.month.interval(containing: world.clock.now()).start.asProto)
      #expect(current.usage.messages.current == 3)
      #expect(current.usage.messages.max.stringValue == "unlimited")
      #expect(current.usage.tokens.input == 3010)
      #expect(current.usage.tokens.output == 500)
      #expect(current.usage.tokens.total == 3510)
      // 3010 prompt tokens at 0.15 and 500 at 0.60 USD per million, each call rounded by itself.
      #expect(current.usage.costUsd.current == 270 + 480 + 2)
      let stats = try await world.stats(as: bia)
      #expect(stats.usage.tokens.current == 3510)
      #expect(stats.usage.tokens.max.numberValue == 100_000)
      #expect(stats.usage.tokens.remaining.numberValue == 96_490)
      #expect(stats.usage.tokens.percentage == 351)
      #expect(stats.usage.user.messages == 1)
      #expect(stats.usage.user.tokens.total == 2300)
      #expect(stats.usage.user.costUsd == 480)
      let organization = try await world.organizationUsage(as: ana)
      #expect(organization.organizationID == BillingWorld.company.id)
      #expect(organization.activeUsers == 2)
      #expect(organization.messages.current == 3)
      #expect(organization.tokens.total == 3510)
    }
  }

  @Test("what calls under way hold is not used yet, nor is it left", arguments: Engine.available)
  func held(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      _ = try await world.reserve(400)
      let stats = try await world.stats(as: ana)
      #expect(stats.usage.tokens.current == 0)
      #expect(stats.usage.tokens.remaining.numberValue == 1000)
      // Where something is allowed or refused, it counts.
      let check = try await world.check(601, as: ana)
      #expect(!check.allowed)
      #expect(check.remaining.numberValue == 600)
      #expect(try await world.check(600, as: ana).allowed)
    }
  }

  @Test("a top-up is there to be used beside what the plan includes", arguments: Engine.available)
  func topups(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      try await world.grant(500, "topup:pi_1")
      #expect(try await world.stats(as: ana).usage.tokens.max.numberValue == 1500)
      try await world.modelCall(1200, 0, by: "ana")
      let tokens = try await world.stats(as: ana).usage.tokens
      #expect(tokens.current == 1200)
      #expect(tokens.max.numberValue == 1500)
      #expect(tokens.remaining.numberValue == 300)
      #expect(tokens.percentage == 8000)
    }
  }

  @Test("the history has a record for each month with usage, the present one first", arguments: Engine.available)
  func history(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100_000)
      let ana = world.member("ana")
      #expect(try await world.history(as: ana).isEmpty)
      try await world.modelCall(100, 10, by: "ana")
      let first = world.clock.now()
      world.clock.advance(by: .seconds(60))
      try await world.modelCall(200, 20, by: "ana")
      let last = world.clock.now()
      try await world.modelCall(5000, 0, by: "bia")
      // Two months on: the one between has no record.
      world.clock.advance(by: .seconds(61 * 86_400))
      try await world.modelCall(1, 1, by: "ana")
      let records = try await world.history(as: ana)
      #expect(records.map(\.tokensCount) == [2, 330])
      #expect(records.map(\.messagesCount) == [1, 2])
      #expect(records[0].hasPlanID)
      let march = records[1]
      #expect(isUUID(march.id))
      #expect(march.userID == "ana")
      #expect(march.organizationID == BillingWorld.company.id)
      #expect(march.createdAt == first.asProto)
      #expect(march.updatedAt == last.asProto)
      #expect(march.periodEnd.seconds > march.periodStart.seconds)
      #expect(march.usageMetadata.fields["input_tokens"]?.numberValue == 300)
      #expect(march.usageMetadata.fields["output_tokens"]?.numberValue == 30)
      #expect(march.usageMetadata.fields["cost_usd"]?.numberValue == 0.000063)
      #expect(try await world.history(as: ana) { $0.limit = 1 }.map(\.tokensCount) == [2])
      #expect(try await world.history(as: ana) { $0.offset = 1 }.map(\.id) == [march.id])
      #expect(try await world.history(as: ana) { $0.offset = 2 }.isEmpty)
    }
  }

  @Test("a page outside its bounds is refused by name")
  func historyBounds() async throws {
    try await withBillingWorld(.sqlite) { world in
      let ana = world.member("ana")
      for (limit, offset) in [(0, 0), (101, 0), (1, -1), (1, Int32.max)] as [(Int32, Int32)] {
        let error = try await refusal {
          try await world.history(as: ana) {
            $0.limit = limit
            $0.offset = offset
          }
        }
        #expect(error.violations.map(\.field) == [limit == 1 ? "offset" : "limit"])
      }
    }
  }

  @Test("a member's usage is that of the organization alone", arguments: Engine.available)
  func memberUsage(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let ana = world.member("ana")
      _ = world.member("bia")
      try await world.modelCall(100, 10, by: "bia")
      try await world.modelCall(70, 0, by: "bia", of: Subject(.organization, "elsewhere"))
      let usage = try await world.memberUsage("bia", as: ana)
      #expect(usage.tokensCount == 110)
      #expect(usage.messagesCount == 1)
      let unused = try await world.memberUsage("ana", as: ana)
      #expect(unused.id == "00000000-0000-0000-0000-000000000000")
      #expect(unused.tokensCount == 0)
      #expect(unused.createdAt == unused.periodStart)
      let stranger = try await refusal { try await world.memberUsage("carl", as: ana) }
      #expect(stranger.code == .notFound)
      #expect(stranger.reason == "MEMBER_NOT_FOUND")
      // Who has left is still told.
      world.memberships.set([], of: "bia")
      #expect(try await world.memberUsage("bia", as: ana).tokensCount == 110)
    }
  }

  @Test("nobody learns about an organization that is not theirs", arguments: Engine.available)
  func strangers(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      _ = world.member("ana")
      try await world.modelCall(100, 10, by: "ana")
      let foreign = Caller.appUser("ana", BillingWorld.otherTenant)
      for caller in [Caller.appUser("carl"), foreign] {
        for refused in [
          try await reason { try await world.current(as: caller) },
          try await reason { try await world.stats(as: caller) },
          try await reason { try await world.history(as: caller) },
          try await reason { try await world.organizationUsage(as: caller) },
          try await reason { try await world.memberUsage("ana", as: caller) },
          try await reason { try await world.check(1, as: caller) },
          try await reason { try await world.consume(1, as: caller) },
          try await reason { try await world.wouldExceed(tokens: 1, as: caller) },
        ] {
          #expect(refused == "ORGANIZATION_NOT_FOUND")
        }
      }
      #expect(try await world.books() == Books(used: 110, reserved: 0))
    }
  }

  @Test("an organization is asked for by name")
  func required() async throws {
    try await withBillingWorld(.sqlite) { world in
      let ana = world.member("ana")
      #expect(try await refusal { try await world.current(as: ana, "") }.violations.map(\.field) == ["organization_id"])
      let both = try await refusal {
        try await world.call(.getMemberUsage, as: ana) { $0.organizationID = "" }
      }
      #expect(both.violations.map(\.field) == ["target_user_id", "organization_id"])
    }
  }

  @Test("the figures of custom entities are the order service's")
  func entities() async throws {
    try await withBillingWorld(.sqlite) { world in
      let ana = world.member("ana")
      world.services.host(
        FakeService().on(.getEntityUsage) { request in
          try Call.current.caller.requireService()
          return .with {
            $0.schemasCount = 1
            $0.recordsCount = 7
            $0.schemas = [
              .with {
                $0.schemaID = "s-\(request.organizationID)"
                $0.name = "contact"
                $0.recordsCount = 7
              }
            ]
          }
        }.module("order"))
      let usage = try await world.call(.getCustomEntityUsage, as: ana) { $0.organizationID = BillingWorld.company.id }
      #expect(usage.organizationID == BillingWorld.company.id)
      #expect(usage.recordsCount == 7)
      #expect(usage.schemas.map(\.schemaID) == ["s-company-1"])
      #expect(usage.schemas.map(\.name) == ["contact"])
      let stranger = try await reason {
        try await world.call(.getCustomEntityUsage, as: .appUser("carl")) {
          $0.organizationID = BillingWorld.company.id
        }
      }
      #expect(stranger == "ORGANIZATION_NOT_FOUND")
    }
  }
}
