import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("A tenant's account at Stripe", .enabled(if: PythonOracle.isAvailable), .stripeStandin)
struct StripeSettingsTests {
  private static let admin = Caller(
    tenantID: "00000000-0000-7000-8000-000000000002", userID: "admin-1", sessionID: "s-1", credential: .dashboard)

  private static func update(
    _ world: StripeWorld, _ fill: (inout BillingV1.UpdateStripeSettingsRequest) -> Void
  ) async throws -> BillingV1.StripeSettings {
    try await ServiceChannel.inProcess(world.services).call(.updateStripeSettings, caller: admin) { fill(&$0) }
  }

  /// With an auth service that lets the admin do everything.
  private static func withSettings(_ engine: Engine, _ body: (StripeWorld) async throws -> Void) async throws {
    try await withStripeWorld(engine) { world in
      world.services.host(
        FakeService().on(.authorizeAdmin) { request in
          guard request.permission.hasPrefix("billing.") else {
            throw ServiceError(.permissionDenied, "INSUFFICIENT_ROLE", "no")
          }
          return .with { $0.adminEmail = "admin@example.com" }
        }.module("auth"))
      try await body(world)
    }
  }

  @Test("keys are set, shown by their ends, and used from the next call on", arguments: Engine.available)
  func set(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      let key = try #require(StripeStandin.current).account().key
      let answer = try await Self.update(world) {
        $0.secretKey = key
        $0.publishableKey = "pk_test_0123456789"
        $0.webhookSecret = "whsec_abcdefghijkl"
      }
      #expect(answer.isConfigured)
      #expect(!answer.isInherited)
      #expect(answer.secretKeyHint == "…\(key.suffix(4))")
      #expect(answer.accountID.hasPrefix("acct_"))
      #expect(!answer.livemode)
      #expect(answer.webhookSecrets.map(\.hint) == ["…ijkl"])
      #expect(answer.webhookPaths.allSatisfy { $0.hasSuffix("/\(Self.admin.tenantID)") })
      let bytes: [UInt8] = try answer.serializedBytes()
      for secret in [key, "whsec_abcdefghijkl"] {
        #expect(!String(decoding: bytes, as: UTF8.self).contains(secret))
      }
      let kept = try await world.database.read { tx in
        try tx.first("SELECT sealed_secret_key FROM stripe_keys") { String(decoding: try $0.blob(0), as: UTF8.self) }
      }
      #expect(kept?.contains(key) == false)
      let account = try await world.parts.client.read(.account, tenantID: Self.admin.tenantID)
      #expect(account.id == answer.accountID)
    }
  }

  @Test("every bad field is named, and nothing changes", arguments: Engine.available)
  func violations(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      let error = try await refusal {
        try await Self.update(world) {
          $0.secretKey = "pk_test_0123456789"
          $0.publishableKey = "sk_test_0123456789"
          $0.webhookSecret = ""
          $0.webhookOverlapSeconds = 604_801
        }
      }
      let fields = ["secret_key", "publishable_key", "webhook_secret", "webhook_overlap_seconds"]
      #expect(error.violations.map(\.field) == fields)
      let settings = try await ServiceChannel.inProcess(world.services).call(.getStripeSettings, caller: Self.admin)
      #expect(settings == .with { $0.webhookPaths = settings.webhookPaths })
    }
  }

  @Test("a key that Stripe does not take, or that is of another account, is refused", arguments: Engine.available)
  func otherAccount(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      let standin = try #require(StripeStandin.current)
      let (mine, other, revoked) = (standin.account(), standin.account(), standin.account())
      try await revoked.control("revoke")
      let unknown = try await refusal { try await Self.update(world) { $0.secretKey = revoked.key } }
      #expect(unknown.reason == "STRIPE_KEY_REFUSED")
      _ = try await Self.update(world) { $0.secretKey = mine.key }
      // Nobody is a customer there yet.
      _ = try await Self.update(world) { $0.secretKey = other.key }
      _ = try await Self.update(world) { $0.secretKey = mine.key }
      _ = try await world.parts.customers.customerID(
        of: StripeWorld.company, in: .brl, tenantID: Self.admin.tenantID)
      let mismatch = try await refusal { try await Self.update(world) { $0.secretKey = other.key } }
      #expect(mismatch.reason == "STRIPE_ACCOUNT_MISMATCH")
      let mode = try await refusal { try await Self.update(world) { $0.secretKey = standin.account("live").key } }
      #expect(mode.reason == "STRIPE_ACCOUNT_MISMATCH")
      _ = try await ServiceChannel.inProcess(world.services).call(.clearStripeSettings, caller: Self.admin)
      let cleared = try await refusal {
        try await world.parts.client.read(.account, tenantID: Self.admin.tenantID)
      }
      #expect(cleared.reason == "STRIPE_NOT_CONFIGURED")
      let still = try await refusal { try await Self.update(world) { $0.secretKey = other.key } }
      #expect(still.reason == "STRIPE_ACCOUNT_MISMATCH")
    }
  }

  @Test("a new webhook secret counts beside the one before, which ends after the overlap", arguments: Engine.available)
  func overlap(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      func receive(_ secret: String) async throws {
        let delivery = try #require(try await world.account.deliveries(secrets: [secret], at: world.now).first)
        try await world.receive(delivery, tenantID: Self.admin.tenantID)
      }
      try await world.account.api("POST", "/v1/customers", "name=A")
      _ = try await Self.update(world) { $0.webhookSecret = "whsec_the_first_one" }
      let two = try await Self.update(world) {
        $0.webhookSecret = "whsec_the_second_one"
        $0.webhookOverlapSeconds = 100
      }
      #expect(two.webhookSecrets.map(\.hasExpiresAt) == [false, true])
      try await receive("whsec_the_first_one")
      world.clock.advance(by: .seconds(100))
      let ended = try await refusal { try await receive("whsec_the_first_one") }
      #expect(ended.reason == "SIGNATURE_INVALID")
      try await receive("whsec_the_second_one")
      let used = try await ServiceChannel.inProcess(world.services).call(.getStripeSettings, caller: Self.admin)
      #expect(used.webhookSecrets.map(\.hasLastUsedAt) == [true])
      #expect(used.hasLastEventAt)
      let removed = try await ServiceChannel.inProcess(world.services).call(
        .removeWebhookSecret, caller: Self.admin
      ) { $0.id = used.webhookSecrets[0].id }
      #expect(removed.webhookSecrets.isEmpty)
      let none = try await refusal { try await receive("whsec_the_second_one") }
      #expect(none.reason == "STRIPE_NOT_CONFIGURED")
      let again = try await refusal {
        try await ServiceChannel.inProcess(world.services).call(.removeWebhookSecret, caller: Self.admin) {
          $0.id = used.webhookSecrets[0].id
        }
      }
      #expect(again.reason == "WEBHOOK_SECRET_NOT_FOUND")
    }
  }

  @Test("at most five webhook secrets count at a time", arguments: Engine.available)
  func tooMany(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      for number in 1...5 {
        _ = try await Self.update(world) {
          $0.webhookSecret = "whsec_number_\(number)_0"
          $0.webhookOverlapSeconds = -1
        }
      }
      let error = try await refusal {
        try await Self.update(world) {
          $0.webhookSecret = "whsec_number_6_0"
          $0.webhookOverlapSeconds = -1
        }
      }
      #expect(error.reason == "TOO_MANY_SECRETS")
      let replaced = try await Self.update(world) {
        $0.webhookSecret = "whsec_number_6_0"
        $0.webhookOverlapSeconds = 0
      }
      #expect(replaced.webhookSecrets.count == 1)
    }
  }

  @Test("who changes it stands in the audit log, by the names of what changed", arguments: Engine.available)
  func audited(engine: Engine) async throws {
    try await Self.withSettings(engine) { world in
      _ = try await Self.update(world) { $0.webhookSecret = "whsec_abcdefghijkl" }
      let payloads = try await world.database.read { tx in
        try tx.all("SELECT payload FROM outbox WHERE topic = 'audit.entry'") { try $0.blob(0) }
      }
      let entries = try payloads.map { try JSONDecoder().decode(AuditEntry.self, from: Data($0)) }
      #expect(
        entries == [
          AuditEntry(
            action: "stripe_settings.updated", targetType: "stripe_settings", targetID: Self.admin.tenantID,
            adminID: "admin-1", details: ["fields": "webhook_secret"])
        ])
    }
  }
}
