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

  struct NotReady: Error, CustomStringConvertible {
    var description: String
  }

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
    let process = Process()
    process.executableURL = URL(filePath: PythonOracle.python ?? "python3")
    process.arguments = [PythonOracle.path(of: "oidc_provider.py"), directory.path, callbackURL]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    // It ends with this pipe too, so that it never outlives tests that were killed.
    let lifeline = Pipe()
    process.standardInput = lifeline
    try process.run()
    defer {
      // A child inherits the signal mask of the thread that starts it, so SIGTERM may be blocked there.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try? lifeline.fileHandleForWriting.close()
    }
    let port = try await readyPort(pipe.fileHandleForReading)
    try await body(OIDCProvider(url: "http://127.0.0.1:\(port)"))
  }

  /// The port after `READY`, as soon as it is printed.
  private static func readyPort(_ output: FileHandle) async throws -> Int {
    let (pieces, continuation) = AsyncStream.makeStream(of: Data.self)
    output.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty {
        handle.readabilityHandler = nil
        continuation.finish()
      } else {
        continuation.yield(data)
      }
    }
    var text = ""
    for await piece in pieces {
      text += String(decoding: piece, as: UTF8.self)
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("READY ") }), text.hasSuffix("\n"),
        let port = Int(line.dropFirst(6))
      else { continue }
      return port
    }
    throw NotReady(description: "the provider ended before it was ready:\n\(text)")
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
