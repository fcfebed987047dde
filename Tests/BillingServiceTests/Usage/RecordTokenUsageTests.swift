import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("RecordTokenUsage")
struct RecordTokenUsageTests {
  @Test("books usage with its cost", arguments: Engine.available)
  func records(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      let usage = try await world.call(.recordTokenUsage, as: .actor("ana")) {
        $0.model = "gpt-4o"
        $0.operationType = "extraction"
        $0.promptTokens = 1000
        $0.completionTokens = 100
        $0.agentID = "agent-1"
      }
      #expect(isUUID(usage.id))
      #expect(usage.companyID == BillingWorld.company.id)
      #expect(usage.totalTokens == 1100)
      #expect(usage.costUsd == 3500)
      #expect(usage.agentID == "agent-1")
      #expect(!usage.hasLeadID)
      #expect(usage.createdAt == world.clock.now().asProto)
      #expect(try await world.books() == Books(used: 1100, reserved: 0))
    }
  }

  @Test("counts against the quota, and is booked beyond it", arguments: Engine.available)
  func counts(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      _ = try await world.record(900)
      _ = try await refusal { try await world.reserve(101) }
      _ = try await world.record(900)
      #expect(try await world.month().used == 1800)
    }
  }

  @Test("with one key happens once", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let first = try await world.record(100, 10, key: "k1")
      world.clock.advance(by: .seconds(5))
      #expect(try await world.record(100, 10, key: "k1") == first)
      let error = try await refusal { try await world.record(100, 11, key: "k1") }
      #expect(error.code == .aborted)
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
      _ = try await world.record(100, 10, key: "k2")
      _ = try await world.record(100, 10)
      #expect(try await world.books() == Books(used: 330, reserved: 0))
    }
  }

  @Test("is refused outside the actor's companies", arguments: Engine.available)
  func notAMember(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      world.memberships.set([BillingWorld.company.id], of: "ana")
      world.memberships.set(["company-2"], of: "ana", tenantID: BillingWorld.otherTenant)
      let error = try await refusal {
        try await world.record(1, company: "company-2", as: .actor("ana"))
      }
      #expect(error.code == .permissionDenied)
      #expect(error.reason == "NOT_A_MEMBER")
      _ = try await refusal { try await world.summary(company: "company-2", as: .actor("ana")) }
      _ = try await refusal { try await world.month(company: "company-2", as: .actor("ana")) }
    }
  }

  @Test("needs the company of an actor with several, and an actor")
  func whichCompany() async throws {
    try await withBillingWorld(.sqlite) { world in
      world.memberships.set(["company-1", "company-2"], of: "ana")
      let several = try await refusal {
        try await world.record(1, company: nil, as: .actor("ana"))
      }
      #expect(several.violations.map(\.field) == ["company_id"])
      let none = try await refusal {
        try await world.record(1, company: nil, as: .actor("bia"))
      }
      #expect(none.code == .notFound)
      let nobody = try await refusal {
        try await world.record(1, as: Caller(credential: .internalToken))
      }
      #expect(nobody.code == .unauthenticated)
    }
  }

  @Test("names every bad field")
  func badFields() async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = try await refusal {
        try await world.record(-1, 2_000_000_000, model: "", operation: "9lives", company: "")
      }
      #expect(
        error.violations.map(\.field)
          == ["company_id", "model", "operation_type", "prompt_tokens", "completion_tokens"])
    }
  }

  @Test(
    "takes lower-case words as the type of operation",
    arguments: [
      ("chat", true), ("a", true), ("rag_query2", true), ("", false), ("Chat", false), ("_chat", false),
      ("chat-x", false), ("châ", false), (String(repeating: "a", count: 64), true),
      (String(repeating: "a", count: 65), false),
    ])
  func operationTypes(text: String, isGood: Bool) {
    var check = Violations()
    check.operationType(text)
    #expect(check.all.isEmpty == isGood)
  }

  @Test("of a model without a known price is booked at no cost and can be found", arguments: Engine.available)
  func unpriced(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      #expect(try await world.record(100, model: "frontier-9000").costUsd == 0)
      _ = try await world.record(100, model: "quartet-offline")
      let found = try await world.administration.unpricedModels()
      #expect(found.map(\.model) == ["frontier-9000"])
      #expect(found.map(\.records) == [1])
      #expect(try await world.administration.unpricedModels(tenantID: BillingWorld.otherTenant).isEmpty)
      #expect(try await world.month().used == 200)
    }
  }
}
