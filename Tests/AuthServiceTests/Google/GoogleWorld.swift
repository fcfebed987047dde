import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

/// What the tests of logins with Google do.
extension AuthWorld {
  static let page = "https://app.example.com/oauth/callback"

  /// Where a login ended.
  struct Landing {
    var location: String
    /// Before the query or fragment.
    var page: String
    /// Of the fragment, or else of the query.
    var parameters: [String: String]
    var headers: [String: String]

    var isError: Bool { parameters["error"] == "oauth_failed" && !location.contains("#") }
  }

  func allowRedirects(_ uris: [String] = [page], tenant: String = Caller.defaultTenantID) async throws {
    try await setTenant("allowed_redirect_uris", String(decoding: JSONEncoder().encode(uris), as: UTF8.self), tenant)
  }

  func setTenant(_ column: String, _ value: any SQLBindable & Sendable, _ tenant: String) async throws {
    _ = try await database.write { tx in
      try tx.execute("UPDATE tenants SET \(column) = ? WHERE id = ?", value, tenant)
    }
  }

  /// A second tenant that allows the same page.
  func otherTenant() async throws -> String {
    let tenant = try await administration.createTenant(name: "Other")
    try await allowRedirects(tenant: tenant)
    return tenant
  }

  func googleURL(
    _ page: String = page, clientState: String? = nil, tenant: String = Caller.defaultTenantID
  ) async throws -> String {
    let response = try await call(.getGoogleUrl, as: .application(tenant)) {
      $0.redirectUri = page
      if let clientState { $0.clientState = clientState }
    }
    return response.authorizationURL
  }

  func providers(tenant: String = Caller.defaultTenantID) async throws -> [AuthV1.OAuthProvider] {
    let response = try await call(.listProviders, as: .application(tenant))
    return response.providers
  }

  /// Calls back as the provider's redirect makes the browser do: without credentials.
  func callBack(_ parameters: [String: String]) async throws -> Landing {
    let call = Call(caller: Caller(clientIP: "192.0.2.7"), requestID: "test")
    let request = AuthV1.GoogleCallbackRequest.with {
      $0.code = parameters["code"] ?? ""
      $0.state = parameters["state"] ?? ""
      $0.error = parameters["error"] ?? ""
      $0.iss = parameters["iss"] ?? ""
    }
    _ = try await channel.call(.googleCallback, request, as: call)
    #expect(call.response.status == 302)
    let headers = Dictionary(call.response.headers.map { ($0.name, $0.value) }) { $1 }
    let location = try #require(headers["location"])
    let parts = location.split(separator: location.contains("#") ? "#" : "?", maxSplits: 1)
    return Landing(
      location: location, page: String(parts[0]),
      parameters: Browser.parameters(parts.count > 1 ? String(parts[1]) : ""), headers: headers)
  }

  /// The whole way, from the button to the page of the web app.
  func logInWithGoogle(
    as person: String, consents: Bool = true, tenant: String = Caller.defaultTenantID
  ) async throws -> Landing {
    try await callBack(Browser.authorize(googleURL(tenant: tenant), as: person, consents: consents))
  }

  /// The user whom the tokens of a landing belong to.
  func user(of landing: Landing, tenant: String = Caller.defaultTenantID) async throws -> AuthV1.User {
    try await refresh(landing.parameters["refresh_token"] ?? "", tenant: tenant).user
  }

  func count(_ table: String) async throws -> Int64? {
    try await database.read { tx in try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) } }
  }
}

/// Gives `body` an auth service whose Google is the suite's provider, and a tenant that allows
/// ``AuthWorld/page``.
func withGoogle(
  _ engine: Engine, client: String? = "web", settings configure: (inout Settings) -> Void = { _ in },
  _ body: (AuthWorld) async throws -> Void
) async throws {
  let provider = try #require(OIDCProvider.current)
  // The provider's clock is the machine's.
  let clock = TestClock(Timestamp(Date()))
  let configureAll: (inout Settings) -> Void = {
    $0.google = provider.settings(client: client)
    $0.publicURL = OIDCProvider.publicURL
    configure(&$0)
  }
  try await withAuthWorld(engine, clock: clock, settings: configureAll) { auth in
    try await auth.allowRedirects()
    try await body(auth)
  }
}
