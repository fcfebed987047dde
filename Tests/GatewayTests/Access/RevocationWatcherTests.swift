import Contracts
import Foundation
import Logging
import Runtime
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite("The revocations that a gateway knows")
struct RevocationWatcherTests {
  @Test("a watcher is live once it knows what was revoked before it began, and not before")
  func catchingUp() async throws {
    let auth = FakeKeys()
    let services = InProcessServices()
    services.host(auth.module)
    let watcher = RevocationWatcher(
      auth: .inProcess(services), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onEvent: { _ in })
    let watching = Task { try await watcher.run() }
    defer { watching.cancel() }
    auth.send(Self.end(of: "s1", 1))
    auth.send(.with { $0.sequence = 1 })
    auth.send(Self.end(of: "s2", 2))
    try await eventually { watcher.isRevoked(Self.token("s2")) }
    #expect(watcher.isRevoked(Self.token("s1")))
    #expect(!watcher.isRevoked(Self.token("s3")))
    #expect(!watcher.isLive)
    auth.send(
      .with {
        $0.sequence = 2
        $0.caughtUp = true
      })
    try await eventually { watcher.isLive }
  }

  private static func end(of session: String, _ sequence: Int64) -> AuthV1.RevocationEvent {
    .with {
      $0.sequence = sequence
      $0.kind = .session
      $0.subjectID = session
      $0.tenantID = "tenant-1"
    }
  }

  private static func token(_ session: String) -> AccessToken {
    AccessToken(
      use: .access, tenantID: "tenant-1", userID: "user-1", sessionID: session, issuedAt: Timestamp(microseconds: 1),
      expiresAt: Timestamp(microseconds: 2))
  }
}
