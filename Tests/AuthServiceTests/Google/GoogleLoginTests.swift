import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

/// Logins with Google, with django-oauth-toolkit (PyPI) in Google's place. Runs where
/// `QUARTET_TEST_PYTHON` names a Python that has it.
@Suite(
  "Login with Google", .enabled(if: PythonOracle.isAvailable, "QUARTET_TEST_PYTHON is not set"), .oidcProvider)
struct GoogleLoginTests {
  // MARK: Who gets in

  @Test("a person logs in, is a user afterwards, and the same one the next time", arguments: Engine.available)
  func newUser(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let first = try await auth.logInWithGoogle(as: "alice")
      #expect(first.page == AuthWorld.page)
      #expect(first.parameters["token_type"] == "Bearer")
      #expect(first.parameters["expires_in"] == "3600")
      #expect(first.parameters["access_token"]?.split(separator: ".").count == 3)
      #expect(first.headers["cache-control"] == "no-store")
      #expect(first.headers["referrer-policy"] == "no-referrer")
      let user = try await auth.user(of: first)
      #expect(user.email == "Alice@Example.com")
      #expect(user.displayName == "Alice")
      #expect(user.avatarURL == "https://pics.example.com/a")
      let second = try await auth.logInWithGoogle(as: "alice")
      #expect(try await auth.user(of: second).id == user.id)
      #expect(try await auth.count("users") == 1)
      #expect(try await auth.count("oauth_logins") == 0)
      #expect(try await reason { try await auth.register("alice@example.com") } == "EMAIL_TAKEN")
    }
  }

  @Test("an app gets back what it knows its own login by, and somebody else's login has something else")
  func clientState() async throws {
    try await withGoogle(.sqlite) { auth in
      let mine = "b3V0IG9mIHRoaXMgd29ybGQ+/?&#="
      let own = try await auth.callBack(Browser.authorize(auth.googleURL(clientState: mine), as: "alice"))
      #expect(own.parameters["client_state"] == mine && own.parameters["access_token"] != nil)
      #expect(!own.location.split(separator: "#")[0].contains("client_state"))
      let foreign = try await auth.callBack(
        Browser.authorize(auth.googleURL(clientState: "the attacker's own".replacing(" ", with: "-")), as: "bob"))
      #expect(foreign.parameters["client_state"] == "the-attacker's-own")
    }
  }

  @Test("the userinfo endpoint is asked where the id token has no e-mail", arguments: Engine.available)
  func userinfo(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let landing = try await auth.logInWithGoogle(as: "bob")
      #expect(try await auth.user(of: landing).email == "bob@example.com")
    }
  }

  @Test("a user with the same, proven address is linked and keeps the password", arguments: Engine.available)
  func linked(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let id = try await auth.administration.createUser(email: "alice@example.com", password: AuthWorld.password)
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(try await auth.user(of: landing).id == id)
      #expect(try await auth.login("alice@example.com").message.user.id == id)
    }
  }

  @Test(
    "whoever registered with the address before its owner keeps no password, session or factor",
    arguments: Engine.available)
  func preHijack(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let squatter = try await auth.register("alice@example.com")
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(try await auth.user(of: landing).id == squatter.message.user.id)
      #expect(try await reason { try await auth.login("alice@example.com") } == "INVALID_CREDENTIALS")
      #expect(
        try await reason { try await auth.refresh(squatter.message.refreshToken) } == "INVALID_REFRESH_TOKEN")
      let cookie = try #require(squatter.sessionToken)
      #expect(try await reason { try await auth.resolve(cookie: cookie) } == "SESSION_UNKNOWN")
    }
  }

  @Test("a pending user is active once the provider vouches for the address", arguments: Engine.available)
  func pending(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.register("alice@example.com")
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(landing.parameters["access_token"] != nil)
      #expect(try await auth.count("users") == 1)
    }
  }

  @Test("where a second factor is due, there are no tokens yet", arguments: Engine.available)
  func secondFactor(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      try await auth.setTenant("second_factor", "required", Caller.defaultTenantID)
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(landing.parameters["mfa_enrollment_required"] == "true")
      #expect(landing.parameters["mfa_token"]?.isEmpty == false)
      #expect(landing.parameters["access_token"] == nil)
      #expect(landing.location.contains("#"))
    }
  }

  @Test("each tenant has its own user for one person", arguments: Engine.available)
  func tenants(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let other = try await auth.otherTenant()
      let here = try await auth.user(of: auth.logInWithGoogle(as: "alice"))
      let landing = try await auth.logInWithGoogle(as: "alice", tenant: other)
      let there = try await auth.user(of: landing, tenant: other)
      #expect(here.id != there.id)
      #expect(try await reason { try await auth.user(of: landing) } == "INVALID_REFRESH_TOKEN")
    }
  }

  // MARK: Who doesn't

  @Test("a person whose address the provider has not verified is refused", arguments: Engine.available)
  func unverified(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      for (person, word) in [("mallory", "not verified"), ("nobody", "no usable email")] {
        let landing = try await auth.logInWithGoogle(as: person)
        #expect(landing.isError)
        #expect(landing.parameters["error_description"]?.contains(word) == true)
      }
      #expect(try await auth.count("users") == 0)
    }
  }

  @Test("a deactivated user is refused, linked or not", arguments: Engine.available)
  func deactivated(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let id = try await auth.user(of: auth.logInWithGoogle(as: "alice")).id
      try await auth.administration.deactivateUser(userID: id)
      let other = try await auth.administration.createUser(email: "bob@example.com", password: AuthWorld.password)
      try await auth.administration.deactivateUser(userID: other)
      for person in ["alice", "bob"] {
        let landing = try await auth.logInWithGoogle(as: person)
        #expect(landing.isError)
        #expect(landing.parameters["error_description"] == "This account is deactivated")
      }
    }
  }

  @Test("a refusal on the consent page comes back as an error, and ends the login", arguments: Engine.available)
  func denied(engine: Engine) async throws {
    try await withGoogle(engine, client: "asking") { auth in
      try await auth.allowRedirects(["\(AuthWorld.page)?from=login"])
      let answer = try await Browser.authorize(
        auth.googleURL("\(AuthWorld.page)?from=login"), as: "alice", consents: false)
      #expect(answer["error"] == "access_denied")
      let landing = try await auth.callBack(answer)
      #expect(
        landing.location
          == "\(AuthWorld.page)?from=login&error=oauth_failed&error_description=Access%20was%20denied")
      #expect(try await reason { try await auth.callBack(answer) } == "OAUTH_STATE_INVALID")
    }
  }

  // MARK: What the provider refuses

  @Test("a code is valid for one login only", arguments: Engine.available)
  func codeReuse(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let first = try await Browser.authorize(auth.googleURL(), as: "alice")
      #expect(try await auth.callBack(first).parameters["access_token"] != nil)
      var second = try await Browser.authorize(auth.googleURL(), as: "alice")
      second["code"] = first["code"]
      #expect(try await auth.callBack(second).isError)
    }
  }

  @Test("a code is valid with the verifier of its own login only", arguments: Engine.available)
  func alteredVerifier(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let answer = try await Browser.authorize(auth.googleURL(), as: "alice")
      let other = SecretBox(auth.environment.settings, purpose: "oauth verifier")
      let sealed = try other.seal(Array(ProofKey().verifier.utf8))
      _ = try await auth.database.write { tx in try tx.execute("UPDATE oauth_logins SET sealed_verifier = ?", sealed) }
      #expect(try await auth.callBack(answer).isError)
      #expect(try await auth.count("users") == 0)
    }
  }

  @Test("an id token for another login is not believed", arguments: Engine.available)
  func alteredNonce(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      let answer = try await Browser.authorize(auth.googleURL(), as: "alice")
      _ = try await auth.database.write { tx in try tx.execute("UPDATE oauth_logins SET nonce = 'another'") }
      #expect(try await auth.callBack(answer).isError)
      #expect(try await auth.count("users") == 0)
    }
  }

  @Test("an answer that names another provider is not believed", arguments: Engine.available)
  func anotherIssuer(engine: Engine) async throws {
    try await withGoogle(engine) { auth in
      var answer = try await Browser.authorize(auth.googleURL(), as: "alice")
      answer["iss"] = "https://evil.example.com"
      #expect(try await auth.callBack(answer).isError)
    }
  }

  @Test("wrong credentials, and a provider that is away, come back as errors", arguments: Engine.available)
  func brokenProvider(engine: Engine) async throws {
    let misconfigure: (inout Settings) -> Void = { $0.google.clientSecret = "wrong" }
    try await withGoogle(engine, settings: misconfigure) { auth in
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(landing.parameters["error_description"]?.contains("could not be verified") == true)
    }
    // Port 1 is one that nobody listens on.
    let disconnect: (inout Settings) -> Void = { $0.google.tokenURL = "http://127.0.0.1:1/token" }
    try await withGoogle(engine, settings: disconnect) { auth in
      let landing = try await auth.logInWithGoogle(as: "alice")
      #expect(landing.parameters["error_description"]?.contains("could not be reached") == true)
    }
  }
}
