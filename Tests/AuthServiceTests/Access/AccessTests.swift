import Contracts
import GRPCCore
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("What gateways ask")
struct AccessTests {
  @Test("an API key tells its tenant, kind and normalised origins", arguments: Engine.available)
  func apiKeys(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let text = try await auth.administration.createAPIKey(
        secret: false, origins: ["https://App.example.com:443", "http://localhost:3000", "https://app.example.com"])
      let key = try await auth.resolve(text)
      #expect(key.tenantID == Caller.defaultTenantID)
      #expect(!key.secret)
      #expect(key.allowedOrigins == ["https://app.example.com", "http://localhost:3000"])
      let secret = try await auth.resolve(try await auth.administration.createAPIKey(secret: true))
      #expect(secret.secret)
      #expect(secret.allowedOrigins.isEmpty)
      #expect(try await auth.administration.listKeys().map(\.id) == [key.id, secret.id])
    }
  }

  @Test("an unknown, mistyped or revoked key is unknown", arguments: Engine.available)
  func unknownKeys(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let text = try await auth.administration.createAPIKey(secret: true)
      let id = try await auth.resolve(text).id
      for bad in ["", "sk_live_", APIKeyText(secret: true).text, String(text.dropLast()) + "_", text + "x"] {
        #expect(try await reason { try await auth.resolve(bad) } == "API_KEY_UNKNOWN")
      }
      try await auth.administration.revokeAPIKey(id: id)
      #expect(try await reason { try await auth.resolve(text) } == "API_KEY_UNKNOWN")
      #expect(try await reason { try await auth.administration.revokeAPIKey(id: id) } == "API_KEY_ENDED")
    }
  }

  @Test("an origin can be added to the tenant's publishable keys", arguments: Engine.available)
  func addOrigin(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let text = try await auth.administration.createAPIKey(secret: false, origins: ["http://localhost:3000"])
      for _ in 0..<2 { try await auth.administration.addAllowedOrigin("http://127.0.0.1:9000/") }
      #expect(try await auth.resolve(text).allowedOrigins == ["http://localhost:3000", "http://127.0.0.1:9000"])
      #expect(
        try await reason { try await auth.administration.addAllowedOrigin("not an origin") } == "VALIDATION_FAILED")
    }
  }

  @Test("end users and API keys get nothing from the access service")
  func serviceOnly() async throws {
    try await withAuthWorld(.sqlite) { auth in
      for credential in [Caller.Credential.none, .publishableKey, .secretKey, .cookie, .internalToken] {
        let caller = Caller(credential: credential)
        let refused = try await reason {
          try await auth.call(.listSigningKeys, as: caller)
        }
        #expect(refused == "SERVICE_CALLERS_ONLY")
        #expect(
          try await reason {
            try await auth.channel.stream(
              .watchRevocations, .init(), as: Call(caller: caller, requestID: ""), each: { _ in })
          } == "SERVICE_CALLERS_ONLY")
      }
    }
  }

  @Test("a dashboard admin is made once", arguments: Engine.available)
  func admins(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let admin = auth.administration
      let first = try await admin.ensureDashboardAdmin(email: "admin@example.com", password: AuthWorld.password)
      let second = try await admin.ensureDashboardAdmin(email: "ADMIN@example.com", password: AuthWorld.password)
      #expect(first && !second)
      #expect(try await admin.listTenants().map(\.id) == [Caller.defaultTenantID])
    }
  }

  @Test("a user made by an operator can log in", arguments: Engine.available)
  func operatorUser(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      let id = try await auth.administration.createUser(email: "user@example.com", password: AuthWorld.password)
      #expect(try await auth.login().message.user.id == id)
    }
  }
}
