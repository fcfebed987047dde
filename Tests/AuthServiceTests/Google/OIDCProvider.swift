import Foundation
import Runtime
import TestSupport
import Testing

/// django-oauth-toolkit as a child process (Oracle/oidc_provider.py): a real OpenID Connect provider that
/// enforces PKCE.
final class OIDCProvider: Sendable {
  /// The provider of the running suite.
  @TaskLocal static var current: OIDCProvider?

  /// What the clients `web` and `asking` have registered; nobody listens there.
  static let publicURL = "http://127.0.0.1:7777"
  static let callbackURL = "\(publicURL)/v1/auth/google/callback"

  /// Without a trailing slash.
  let url: String

  private init(url: String) { self.url = url }

  /// As the settings name Google.
  func settings(client: String? = "web") -> Settings.IdentityProvider {
    Settings.IdentityProvider(
      clientID: client, clientSecret: client.map { "\($0)-secret" }, authURL: "\(url)/o/authorize/",
      tokenURL: "\(url)/o/token/", userinfoURL: "\(url)/o/userinfo/")
  }

  /// Starts a provider, and ends it after `body`.
  static func run(_ body: (OIDCProvider) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-oidc-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await PythonOracle.serve("oidc_provider.py", [directory.path, callbackURL]) { url in
      try await body(OIDCProvider(url: url))
    }
  }
}

/// Starts one provider for all tests of a suite.
struct WithOIDCProvider: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await OIDCProvider.run { provider in
      try await OIDCProvider.$current.withValue(provider) { try await function() }
    }
  }
}

extension Trait where Self == WithOIDCProvider {
  static var oidcProvider: Self { Self() }
}
