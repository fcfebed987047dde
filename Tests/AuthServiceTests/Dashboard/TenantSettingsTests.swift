import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard settings")
struct TenantSettingsTests {
  @Test("a new tenant has the defaults", arguments: Engine.available)
  func defaults(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let settings = try await auth.settings(as: owner)
      #expect(settings.id == owner.tenantID)
      #expect(settings.name == "Default")
      #expect(!settings.emailVerificationRequired)
      #expect(settings.allowedRedirectUris.isEmpty)
      #expect(!settings.refreshTokenRotation)
      #expect(settings.secondFactor == .optional)
      #expect(!settings.stepUp)
      #expect(settings.google.enabled)
      #expect(!settings.google.hasClientID)
      #expect(!settings.google.hasClientSecret_p)
    }
  }

  @Test("what is named changes, everything else stays", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let all = try await auth.updateSettings(as: owner) {
        $0.name = "Acme"
        $0.emailVerificationRequired = true
        $0.allowedRedirectUris = .with { $0.uris = ["https://app.example.com/cb", "http://127.0.0.1:3000/cb"] }
        $0.refreshTokenRotation = true
        $0.secondFactor = .required
        $0.stepUp = true
        $0.google = .with {
          $0.enabled = false
          $0.clientID = "client"
          $0.clientSecret = "secret"
        }
      }
      #expect(all.name == "Acme")
      #expect(all.emailVerificationRequired && all.refreshTokenRotation && all.stepUp)
      #expect(all.allowedRedirectUris == ["https://app.example.com/cb", "http://127.0.0.1:3000/cb"])
      #expect(all.secondFactor == .required)
      #expect(!all.google.enabled && all.google.clientID == "client" && all.google.hasClientSecret_p)
      #expect(try !all.jsonString().contains("\"secret\""))
      auth.clock.advance(by: .seconds(1))
      let some = try await auth.updateSettings(as: owner) { $0.stepUp = false }
      #expect(some.updatedAt == auth.clock.now().asProto)
      var expected = all
      expected.stepUp = false
      expected.updatedAt = some.updatedAt
      #expect(some == expected)
      #expect(try await auth.settings(as: owner) == some)
      let none = try await auth.updateSettings(as: owner) { $0.allowedRedirectUris = .init() }
      #expect(none.allowedRedirectUris.isEmpty)
    }
  }

  @Test("settings are in force at once", arguments: Engine.available)
  func inForce(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      try await auth.updateSettings(as: owner) { $0.emailVerificationRequired = true }
      #expect(try await auth.register().message.verificationRequired)
    }
  }

  @Test(
    "a bad redirect URI is named with its place",
    arguments: [
      "", "app.example.com", "/callback", "http://app.example.com/cb", "https://app.example.com/cb#token",
      "https://*.example.com/cb", "https://app.example.com/*", "https://user@app.example.com/cb",
      "javascript:alert(1)", "myapp://callback", "https://", "https://app.example.com/a b", "ftp://app.example.com/",
      "http://localhost.evil.com/cb", "http://127.0.0.1.evil.com/cb",
      "https://app.example.com/" + String(repeating: "x", count: 2048),
    ])
  func badRedirectURI(uri: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let found = try await refusal {
        try await auth.updateSettings(as: owner) {
          $0.allowedRedirectUris = .with { $0.uris = ["https://app.example.com/ok", uri] }
        }
      }.violations
      #expect(found.map(\.field) == ["allowed_redirect_uris[1]"])
      #expect(try await auth.settings(as: owner).allowedRedirectUris.isEmpty)
    }
  }

  @Test(
    "https anywhere and http on loopback may be returned to",
    arguments: [
      "https://app.example.com", "https://app.example.com:8443/cb?x=1", "http://localhost:3000/cb",
      "http://127.0.0.1/cb", "http://[::1]:3000/cb",
    ])
  func validRedirectURI(uri: String) async throws {
    #expect(RegisteredRedirectURI(uri)?.text == uri)
  }

  @Test("every other bad field is named")
  func badFields() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.admin()
      let found = try await refusal {
        try await auth.updateSettings(as: owner) {
          $0.name = ""
          $0.secondFactor = .unspecified
          $0.allowedRedirectUris = .with { $0.uris = (0...100).map { "https://a\($0).example.com" } }
          $0.google = .with { $0.clientID = String(repeating: "x", count: 256) }
        }
      }.violations
      #expect(found.map(\.field) == ["name", "allowed_redirect_uris", "second_factor", "google.client_id"])
    }
  }

  @Test("a Google client comes with its secret, and goes with it", arguments: Engine.available)
  func google(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let change = { @Sendable (id: String?, secret: String?) async throws -> AuthV1.TenantSettings in
        try await auth.updateSettings(as: owner) {
          $0.google = .with {
            if let id { $0.clientID = id }
            if let secret { $0.clientSecret = secret }
          }
        }
      }
      #expect(try await refusal { try await change("one", nil) }.violations.map(\.field) == ["google.client_secret"])
      #expect(try await refusal { try await change(nil, "s") }.violations.map(\.field) == ["google.client_id"])
      #expect(try await refusal { try await change("", "s") }.violations.map(\.field) == ["google.client_secret"])
      #expect(try await refusal { try await change("one", "") }.violations.map(\.field) == ["google.client_secret"])
      _ = try await change("one", "first")
      // The old secret is not the new client's.
      #expect(try await refusal { try await change("two", nil) }.violations.map(\.field) == ["google.client_secret"])
      #expect(try await change("one", nil).google.clientID == "one")
      _ = try await change(nil, "second")
      let stored = try #require(try await auth.administration.tenant().settings.google)
      let box = SecretBox(auth.environment.settings, purpose: TenantSettings.googleSecretPurpose)
      #expect(String(decoding: try box.open(stored.sealedClientSecret), as: UTF8.self) == "second")
      let removed = try await change("", nil)
      #expect(!removed.google.hasClientID && !removed.google.hasClientSecret_p)
    }
  }

  @Test("the audit log tells what changed, never a secret", arguments: Engine.available)
  func audit(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      try await auth.updateSettings(as: owner) {
        $0.stepUp = false
        $0.google = .with {
          $0.clientID = "client"
          $0.clientSecret = "top-secret"
        }
      }
      let entry = try #require(try await auth.tenantAudit(as: owner) { $0.action = "tenant.update" }.entries.first)
      #expect(entry.actorType == "admin")
      #expect(entry.actorID == owner.adminID)
      #expect(entry.details.fields["step_up"]?.stringValue == "false")
      #expect(entry.details.fields["google.client"]?.stringValue == "replaced")
      #expect(try !entry.jsonString().contains("top-secret"))
    }
  }
}
