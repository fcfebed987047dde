import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Mail without a provider")
struct EmailFilesTests {
  @Test("the verification mail lands in the outbox directory with a link back to the app", arguments: Engine.available)
  func verificationMail(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      try await auth.administration.setEmailVerificationRequired(true)
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["*"])
      _ = try await auth.register("Ana@example.com", returnTo: "https://app.example.com/verify")
      let directory = auth.environment.settings.dataDirectory
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let emails = EmailFiles(dataDirectory: directory)
      let relay = OutboxRelay(
        database: auth.database, now: { auth.clock.now() }, logger: auth.environment.logger,
        handlers: [OutgoingEmail.topic: { try await emails.deliver($0) }])
      #expect(try await relay.drain() == 1)

      let outbox = URL(filePath: directory).appending(path: "outbox")
      let names = try FileManager.default.contentsOfDirectory(atPath: outbox.path)
      let file = outbox.appending(path: try #require(names.first)).path
      #expect(names.count == 1)
      let content = try JSONDecoder().decode(
        [String: String].self, from: try #require(FileManager.default.contents(atPath: file)))
      #expect(content["to"] == "Ana@example.com")
      #expect(content["tenant_id"] == Caller.defaultTenantID)
      #expect(content["text"]?.contains("https://app.example.com/verify?token=") == true)
      let permissions = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(permissions == 0o600)
      #expect(try await relay.drain() == 0)
    }
  }
}
