import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

/// The start of a login with Google, and the state that comes back; no provider is asked.
@Suite("The start of a login with Google")
struct GoogleStartTests {
  private func withClient(_ engine: Engine, _ body: (AuthWorld) async throws -> Void) async throws {
    let configure: (inout Settings) -> Void = {
      $0.google.clientID = "client"
      $0.google.clientSecret = "secret"
      $0.publicURL = "https://api.example.com"
    }
    try await withAuthWorld(engine, settings: configure) { auth in
      try await auth.allowRedirects()
      try await body(auth)
    }
  }

  private func parameters(_ url: String) -> [String: String] {
    Browser.parameters(String(url.split(separator: "?", maxSplits: 1).last ?? ""))
  }

  @Test("the URL is Google's, with PKCE, state and nonce, and a new one each time", arguments: Engine.available)
  func url(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let url = try await auth.googleURL()
      let sent = parameters(url)
      #expect(url.hasPrefix("https://accounts.google.com/o/oauth2/v2/auth?"))
      #expect(sent["response_type"] == "code")
      #expect(sent["client_id"] == "client")
      #expect(sent["redirect_uri"] == "https://api.example.com/v1/auth/google/callback")
      #expect(sent["scope"] == "openid email profile")
      #expect(sent["code_challenge_method"] == "S256")
      #expect(sent["code_challenge"]?.count == 43)
      #expect(!url.contains("secret"))
      let again = parameters(try await auth.googleURL())
      for name in ["state", "nonce", "code_challenge"] { #expect(sent[name] != again[name]) }
    }
  }

  @Test("what the app knows its login by comes back whatever becomes of it, signed with the rest of the state")
  func clientState() async throws {
    try await withClient(.sqlite) { auth in
      let mine = "0123456789abcdef"
      let state = try #require(parameters(try await auth.googleURL(clientState: mine))["state"])
      let landing = try await auth.callBack(["error": "access_denied", "state": state])
      #expect(landing.isError && landing.parameters["client_state"] == mine)
      let without = try #require(parameters(try await auth.googleURL())["state"])
      let plain = try await auth.callBack(["error": "access_denied", "state": without])
      #expect(plain.isError && plain.parameters["client_state"] == nil)
      for bad in ["", "too-short", "with a blank in it", String(repeating: "x", count: 129), "übergroß-und-lang"] {
        let fields = try await refusal { try await auth.googleURL(clientState: bad) }.violations.map(\.field)
        #expect(fields == ["client_state"], "\(bad)")
      }
    }
  }

  @Test("a redirect URI must be one of the tenant's, to the letter", arguments: Engine.available)
  func redirectURI(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let other = try await auth.otherTenant()
      try await auth.allowRedirects(["https://only-there.example.com/cb"], tenant: other)
      let foreign = [
        "https://only-there.example.com/cb", "\(AuthWorld.page)/", "\(AuthWorld.page)?next=1", "\(AuthWorld.page)#x",
        "https://app.example.com", "https://app.example.com.evil.com/oauth/callback",
        "HTTPS://app.example.com/oauth/callback",
        "https://evil.example.com/oauth/callback", "//app.example.com/oauth/callback", "javascript:alert(1)",
        "https://app.example.com@evil.com/oauth/callback", "\(AuthWorld.page)\r\nSet-Cookie: a=b",
      ]
      for uri in foreign {
        let fields = try await refusal { try await auth.googleURL(uri) }.violations.map(\.field)
        #expect(fields == ["redirect_uri"], "\(uri)")
      }
      #expect(try await refusal { try await auth.googleURL("") }.violations.first?.type == "missing")
      #expect(try await auth.count("oauth_logins") == 0)
    }
  }

  @Test(
    "a URI that could leak tokens or run script is refused even when the tenant allows it", arguments: Engine.available)
  func dangerousRedirectURI(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let uris = ["javascript:alert(1)", "data:text/html,x", "\(AuthWorld.page)#done", "/relative"]
      try await auth.allowRedirects(uris)
      for uri in uris {
        #expect(
          try await refusal { try await auth.googleURL(uri) }.violations.map(\.field) == ["redirect_uri"], "\(uri)")
      }
    }
  }

  @Test("without credentials it is 503, switched off it is 403, and neither is listed", arguments: Engine.available)
  func availability(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.allowRedirects()
      #expect(try await auth.providers().isEmpty)
      #expect(try await reason { try await auth.googleURL() } == "GOOGLE_NOT_CONFIGURED")
    }
    try await withClient(engine) { auth in
      #expect(try await auth.providers().map(\.provider) == ["google"])
      #expect(try await auth.providers().map(\.name) == ["Google"])
      try await auth.setTenant("google_enabled", 0 as Int64, Caller.defaultTenantID)
      #expect(try await auth.providers().isEmpty)
      #expect(try await reason { try await auth.googleURL() } == "GOOGLE_DISABLED")
    }
  }

  @Test("a tenant's own credentials win, and only for that tenant", arguments: Engine.available)
  func ownCredentials(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let other = try await auth.otherTenant()
      let box = SecretBox(auth.environment.settings, purpose: TenantSettings.googleSecretPurpose)
      try await auth.setTenant("google_client_id", "their-client", other)
      try await auth.setTenant("google_client_secret", try box.seal(Array("their-secret".utf8)), other)
      #expect(parameters(try await auth.googleURL(tenant: other))["client_id"] == "their-client")
      #expect(parameters(try await auth.googleURL())["client_id"] == "client")
      // Sealed with another pepper: the process's own client would be the wrong one.
      try await auth.setTenant("google_client_secret", [1, 2, 3] as [UInt8], other)
      #expect(try await auth.providers(tenant: other).isEmpty)
    }
  }

  // MARK: State

  @Test("a state that is altered, forged, expired or missing redirects nowhere", arguments: Engine.available)
  func badState(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let state = try #require(parameters(try await auth.googleURL())["state"])
      let halves = state.split(separator: ".").map(String.init)
      let forged = try OAuthStateSigner(Settings()).sign(
        OAuthState(tenantID: Caller.defaultTenantID, redirectURI: AuthWorld.page, nonce: "n", expiresAt: .max / 2))
      let payload = try #require(Base64URL.decode(halves[0]))
      let elsewhere = String(decoding: payload, as: UTF8.self).replacing("app.example.com", with: "evil.example.com")
      let altered = [
        "", "x", ".", "\(halves[0]).", ".\(halves[1])", "\(state)x", String(state.dropLast()), forged,
        "\(Base64URL.encode(elsewhere.utf8)).\(halves[1])", String(repeating: "a", count: 9000),
      ]
      for state in altered {
        #expect(
          try await reason { try await auth.callBack(["code": "c", "state": state]) } == "OAUTH_STATE_INVALID",
          "\(state)")
      }
      auth.clock.advance(by: OAuthState.lifetime)
      #expect(try await reason { try await auth.callBack(["code": "c", "state": state]) } == "OAUTH_STATE_INVALID")
    }
  }

  @Test("of a hundred callbacks with one state, one is served", arguments: Engine.available)
  func singleUse(engine: Engine) async throws {
    try await withClient(engine) { auth in
      let state = try #require(parameters(try await auth.googleURL())["state"])
      let served = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask {
            // An error instead of a code, so that Google itself isn't asked.
            try await reason { try await auth.callBack(["error": "access_denied", "state": state]) } == nil
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(served == 1)
    }
  }

  @Test("a page, or a tenant, that was taken off meanwhile gets nothing", arguments: Engine.available)
  func takenOff(engine: Engine) async throws {
    try await withClient(engine) { auth in
      for (column, value) in [("allowed_redirect_uris", "[]"), ("status", "suspended")] {
        let state = try #require(parameters(try await auth.googleURL())["state"])
        try await auth.setTenant(column, value, Caller.defaultTenantID)
        #expect(
          try await reason { try await auth.callBack(["error": "x", "state": state]) } == "OAUTH_STATE_INVALID")
        try await auth.allowRedirects()
      }
    }
  }

  @Test("abandoned logins are swept away", arguments: Engine.available)
  func sweeping(engine: Engine) async throws {
    try await withClient(engine) { auth in
      _ = try await auth.googleURL()
      let store = OAuthLoginStore(database: auth.database)
      try await store.prune(before: auth.clock.now())
      #expect(try await auth.count("oauth_logins") == 1)
      auth.clock.advance(by: OAuthState.lifetime + .seconds(1))
      try await store.prune(before: auth.clock.now())
      #expect(try await auth.count("oauth_logins") == 0)
    }
  }
}
