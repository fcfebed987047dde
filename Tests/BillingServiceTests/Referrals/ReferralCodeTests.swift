import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Referral codes")
struct ReferralCodeTests {
  @Test("are made once per key, listed newest first, and end for good", arguments: Engine.available)
  func life(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let first = try await create(world, code: "pinqo-abcd-1234", key: "k")
      let again = try await create(world, code: "pinqo-abcd-1234", key: "k")
      #expect(first == again && first.code == "PINQO-ABCD-1234" && first.isActive)
      world.clock.advance(by: .seconds(1))
      let chance = try await create(world)
      #expect(ReferralCode.isValid(chance.code, 15...15) && chance.code.hasPrefix("PINQO-"))
      let all: BillingV1.ListReferralCodesResponse = try await world.call(.listReferralCodes, as: .admin())
      #expect(all.codes.map(\.code) == [chance.code, first.code] && all.total == 2)
      let ended: BillingV1.ReferralCode = try await world.call(.endReferralCode, as: .admin()) {
        $0.code = "Pinqo-ABCD-1234"
      }
      #expect(!ended.isActive && ended.hasEndedAt)
      let active: BillingV1.ListReferralCodesResponse = try await world.call(.listReferralCodes, as: .admin()) {
        $0.isActive = true
      }
      #expect(active.codes.map(\.code) == [chance.code])
    }
  }

  @Test("are refused with their reason", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      _ = try await create(world, code: "TAKEN")
      for _ in 0..<9 { _ = try await create(world) }
      let reasons = [
        try await refusal { try await create(world) }.reason,
        try await refusal { try await create(world, code: "taken", for: SubscriptionWorld.member) }.reason,
        try await refusal { try await create(world, code: "<b>", for: SubscriptionWorld.member) }.reason,
        try await refusal { try await create(world, as: .admin("viewer")) }.reason,
        try await refusal { try await world.call(.endReferralCode, as: .admin()) { $0.code = "NONE" } }.reason,
      ]
      #expect(
        reasons == [
          "TOO_MANY_CODES", "CODE_TAKEN", "VALIDATION_FAILED", "INSUFFICIENT_ROLE", "REFERRAL_CODE_NOT_FOUND",
        ])
    }
  }

  private func create(
    _ world: SubscriptionWorld, code: String? = nil, for user: String = SubscriptionWorld.owner,
    as caller: Caller = .admin(), key: String? = nil
  ) async throws -> BillingV1.ReferralCode {
    try await world.call(.createReferralCode, as: caller, key: key) {
      $0.userID = user
      if let code { $0.code = code }
    }
  }
}
