import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Redirect URIs, states and what they are made of")
struct RedirectURITests {
  @Test(
    "web pages and apps' own schemes are redirect URIs",
    arguments: [
      "https://app.example.com/cb", "http://localhost:3000/oauth/callback", "https://app.example.com/cb?a=b%20c",
      "com.example.app:/oauth", "http://[::1]:3000/cb",
    ])
  func valid(text: String) {
    #expect(RedirectURI(text)?.text == text)
  }

  @Test(
    "everything that runs, hides or loses something is none",
    arguments: [
      "", "/cb", "app.example.com/cb", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "myapp:/cb",
      "https://", "https://app.example.com/cb#x", "https://user:pw@app.example.com/cb", "https://app.example.com/c b",
      "https://app.example.com/\r\nx: y", "https://äpp.example.com/",
      "https://a.com/\(String(repeating: "a", count: 2048))",
    ])
  func bad(text: String) {
    #expect(RedirectURI(text) == nil)
  }

  @Test("tokens go into the fragment and errors into the query, escaped")
  func building() throws {
    let plain = try #require(RedirectURI("https://app.example.com/cb"))
    let query = try #require(RedirectURI("https://app.example.com/cb?a=b"))
    #expect(plain.with(fragment: [("a", "b&c"), ("d", "é")]) == "https://app.example.com/cb#a=b%26c&d=%C3%A9")
    #expect(plain.with(error: "a\r\nb: c") == "\(plain.text)?error=oauth_failed&error_description=a%0D%0Ab%3A%20c")
    #expect(query.with(error: "no").hasPrefix("https://app.example.com/cb?a=b&error=oauth_failed&"))
  }

  @Test("a state is read by every process with the same pepper, until it expires, and by no other")
  func state() throws {
    var settings = Settings()
    settings.keyPepper = "one"
    let now = TestClock().now()
    let state = OAuthState(
      tenantID: "t", redirectURI: "https://app.example.com/cb", nonce: "n", expiresAt: now.microseconds / 1_000_000 + 1)
    let text = try OAuthStateSigner(settings).sign(state)
    #expect(OAuthStateSigner(settings).read(text, at: now) == state)
    #expect(OAuthStateSigner(settings).read(text, at: now.adding(.seconds(1))) == nil)
    settings.keyPepper = "two"
    #expect(OAuthStateSigner(settings).read(text, at: now) == nil)
  }

  @Test("the challenge is that of RFC 7636, appendix B")
  func proofKey() {
    #expect(
      ProofKey(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").challenge
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    #expect(ProofKey().verifier.count == 43)
    #expect(ProofKey() != ProofKey())
  }

  @Test("base64 for URLs comes back as it was, and no other alphabet is read")
  func base64() {
    for count in 0..<8 {
      let bytes = [UInt8](repeating: 0xFB, count: count)
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == Data(bytes))
    }
    for text in ["+w", "-w==", "a", "/w", "ä"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
  }

  @Test("who is let in, linked, taken over or made")
  func decisions() throws {
    let email = try #require(EmailAddress("ana@example.com"))
    func identity(verified: Bool = true, email: EmailAddress?) -> ProviderIdentity {
      ProviderIdentity(subject: "s", email: email, isEmailVerified: verified)
    }
    func user(active: Bool = true, verified: Bool = true) -> LinkableUser {
      LinkableUser(id: "u", isActive: active, isEmailVerified: verified)
    }
    func decide(
      _ identity: ProviderIdentity, _ linked: LinkableUser?, _ namesake: LinkableUser?
    ) throws -> IdentityLink {
      try IdentityLink.decide(identity, linked: linked, namesake: namesake)
    }
    let ana = identity(email: email)
    #expect(try decide(ana, nil, nil) == .create(email: email))
    #expect(try decide(ana, nil, user()) == .link(userID: "u"))
    #expect(try decide(ana, nil, user(verified: false)) == .takeOver(userID: "u"))
    // Whoever is linked stays linked, whatever became of the address at the provider.
    #expect(try decide(identity(verified: false, email: nil), user(), nil) == .logIn(userID: "u"))
    #expect(throws: OAuthFailure.accountDeactivated) { try decide(ana, user(active: false), nil) }
    #expect(throws: OAuthFailure.accountDeactivated) { try decide(ana, nil, user(active: false)) }
    #expect(throws: OAuthFailure.emailNotVerified) { try decide(identity(verified: false, email: email), nil, user()) }
    #expect(throws: OAuthFailure.emailNotVerified) { try decide(identity(verified: false, email: email), nil, nil) }
    #expect(throws: OAuthFailure.emailMissing) { try decide(identity(email: nil), nil, nil) }
  }

  @Test("the issuer of a token endpoint is at one of the paths above it")
  func issuers() {
    #expect(
      ProviderDiscovery.issuers(of: "http://127.0.0.1:9/o/token/?x=1")
        == ["http://127.0.0.1:9/o", "http://127.0.0.1:9"])
    #expect(ProviderDiscovery.issuers(of: "https://id.example.com/token") == ["https://id.example.com"])
  }

  @Test("claims that come as text, or not at all, are read")
  func profile() throws {
    func read(_ json: String) throws -> ProviderProfile {
      try JSONDecoder().decode(ProviderProfile.self, from: Data(json.utf8))
    }
    #expect(try read(#"{"email_verified":"true"}"#).isEmailVerified == true)
    #expect(try read(#"{"email_verified":"yes"}"#).isEmailVerified == false)
    #expect(try read(#"{"email_verified":false}"#).isEmailVerified == false)
    #expect(try read("{}").isEmailVerified == nil)
    #expect(try read(#"{"email_verified":null}"#).isEmailVerified == nil)
  }
}
