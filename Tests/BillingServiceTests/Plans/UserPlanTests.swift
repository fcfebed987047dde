import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("A user's own plan")
struct UserPlanTests {
  @Test("bounds what the user uses, beside the organization's", arguments: Engine.available)
  func bounds(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      var terms = PlanTerms(slug: "few", name: "Few", prices: [], includedTokens: 0)
      terms.maxMessages = 1
      let few = try await world.administration.upsertPlan(terms, tenantID: SubscriptionWorld.tenant)
      try await world.call(.assignUserPlan) {
        $0.userID = SubscriptionWorld.owner
        $0.planID = few.id
      }
      func reserve(_ user: String) async throws -> BillingV1.Reservation {
        try await world.call(.reserve, as: .service()) {
          $0.subject.kind = .organization
          $0.subject.id = SubscriptionWorld.organization
          $0.tokens = 1
          $0.model = "gpt-4o-mini"
          $0.operationType = "chat"
          $0.userID = user
          $0.messages = 1
        }
      }
      _ = try await reserve(SubscriptionWorld.owner)
      let error = try await refusal { try await reserve(SubscriptionWorld.owner) }
      #expect(error.reason == "USAGE_LIMIT_EXCEEDED")
      _ = try await reserve(SubscriptionWorld.member)
    }
  }
}
