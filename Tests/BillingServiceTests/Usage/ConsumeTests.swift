import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Checking and consuming usage")
struct ConsumeTests {
  @Test("tokens are consumed up to the last one, and not beyond", arguments: Engine.available)
  func upToTheLimit(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      let first = try await world.consume(600, as: ana)
      #expect(first.status == nil)
      #expect(first.answer.success)
      #expect(first.answer.allowed)
      #expect(first.answer.consumed == 600)
      #expect(first.answer.usageType == "tokens")
      #expect(first.answer.limits.tokens.current == 600)
      #expect(first.answer.limits.tokens.remaining.numberValue == 400)
      #expect(!first.answer.hasError)
      #expect(!first.answer.hasDetail)
      let refused = try await world.consume(401, as: ana)
      #expect(refused.status == 402)
      #expect(!refused.answer.success)
      #expect(!refused.answer.allowed)
      #expect(!refused.answer.hasConsumed)
      #expect(refused.answer.error == "The tokens of this month are used up.")
      #expect(refused.answer.detail == refused.answer.error)
      #expect(refused.answer.limits.tokens.remaining.numberValue == 400)
      #expect(try await world.consume(400, as: ana).answer.success)
      #expect(try await world.consume(1, as: ana).status == 402)
      let current = try await world.current(as: ana).usage
      // Tokens that an app counts are output, no message, and cost nothing.
      #expect(current.tokens.output == 1000)
      #expect(current.tokens.input == 0)
      #expect(current.messages.current == 0)
      #expect(current.costUsd.current == 0)
      #expect(try await world.books() == Books(used: 1000, reserved: 0))
      #expect(try await world.administration.unpricedModels().isEmpty)
    }
  }

  @Test("messages cost no tokens", arguments: Engine.available)
  func messages(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      let ana = world.member("ana")
      let consumed = try await world.consume(3, "messages", as: ana)
      #expect(consumed.answer.success)
      #expect(consumed.answer.usageType == "messages")
      #expect(consumed.answer.limits.messages.current == 3)
      let stats = try await world.stats(as: ana).usage
      #expect(stats.user.messages == 3)
      #expect(stats.tokens.current == 0)
      try await world.expectIntact()
    }
  }

  @Test("checking writes nothing, and says what consuming would", arguments: Engine.available)
  func check(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      for _ in 0..<3 {
        let check = try await world.check(1000, as: ana)
        #expect(check.allowed)
        #expect(check.currentUsage == 0)
        #expect(check.maxLimit.numberValue == 1000)
        #expect(check.remaining.numberValue == 1000)
        #expect(check.requested == 1000)
        #expect(!check.hasError)
      }
      let tooMuch = try await world.check(1001, as: ana)
      #expect(!tooMuch.allowed)
      #expect(tooMuch.error == "The tokens of this month are used up.")
      let messages = try await world.check(5, "messages", as: ana)
      #expect(messages.allowed)
      #expect(messages.maxLimit.stringValue == "unlimited")
      #expect(messages.remaining.stringValue == "unlimited")
      #expect(try await !world.wouldExceed(tokens: 1000, as: ana).wouldExceed)
      let more = try await world.wouldExceed(messages: 1, tokens: 1001, as: ana)
      #expect(more.wouldExceed)
      #expect(more.limits.tokens.max.numberValue == 1000)
      #expect(try await !world.wouldExceed(as: ana).wouldExceed)
      // Not even the month's lot was granted.
      #expect(try await world.balance(.credits) == 0)
      #expect(try await world.books() == Books(used: 0, reserved: 0))
    }
  }

  @Test("one key consumes once; a refused one is free again", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      let first = try await world.consume(600, as: ana, key: "k1").answer
      #expect(try await world.consume(600, as: ana, key: "k1").answer == first)
      #expect(try await reason { try await world.consume(601, as: ana, key: "k1") } == "IDEMPOTENCY_KEY_REUSED")
      #expect(try await world.consume(600, as: ana, key: "k2").status == 402)
      try await world.grant(500, "topup:pi_1")
      #expect(try await world.consume(600, as: ana, key: "k2").answer.success)
      #expect(try await world.books() == Books(used: 1200, reserved: 0))
    }
  }

  @Test("of many at once exactly as many get through as there is room for", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let ana = world.member("ana")
      let consumed = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 { group.addTask { try await world.consume(100, as: ana).answer.success } }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(consumed == 10)
      #expect(try await world.books() == Books(used: 1000, reserved: 0))
    }
  }

  @Test("nobody consumes for another user")
  func mismatch() async throws {
    try await withBillingWorld(.sqlite) { world in
      let ana = world.member("ana")
      _ = world.member("bia")
      let consumed = try await refusal { try await world.consume(1, as: ana) { $0.userID = "bia" } }
      #expect(consumed.code == .permissionDenied)
      #expect(consumed.reason == "USER_MISMATCH")
      let checked = try await reason { try await world.check(1, as: ana) { $0.userID = "bia" } }
      #expect(checked == "USER_MISMATCH")
      #expect(try await world.books() == Books(used: 0, reserved: 0))
    }
  }

  @Test("every bad field is named, and nothing is consumed")
  func violations() async throws {
    try await withBillingWorld(.sqlite) { world in
      let ana = world.member("ana")
      for amount in [0, -1, 1_000_000_001, Int64.max, Int64.min] {
        let error = try await refusal { try await world.consume(amount, as: ana) }
        #expect(error.violations.map(\.field) == ["tokens"])
      }
      let all = try await refusal {
        try await world.consume(0, "calls", as: ana) {
          $0.userID = ""
          $0.organizationID = String(repeating: "o", count: 129)
        }
      }
      #expect(all.violations.map(\.field) == ["tokens", "usage_type", "user_id", "organization_id"])
      let checked = try await refusal { try await world.check(0, "calls", as: ana) }
      #expect(checked.violations.map(\.field) == ["tokens", "usage_type"])
      let more = try await refusal { try await world.wouldExceed(messages: -1, tokens: 1_000_000_001, as: ana) }
      #expect(more.violations.map(\.field) == ["additional_messages", "additional_tokens"])
      #expect(try await world.books() == Books(used: 0, reserved: 0))
    }
  }
}
