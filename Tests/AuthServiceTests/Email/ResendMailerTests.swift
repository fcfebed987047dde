import Foundation
import Outbound
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import AuthService

/// The wire format is that of https://resend.com/docs/api-reference/emails/send-email.
@Suite("Mail through Resend")
struct ResendMailerTests {
  static let key = "re_secret_123"

  private static func email(
    to: String = "ana@example.com", subject: String = "Hello", text: String = "Hi\n\nhttps://example.com/?a=1&b=2\n"
  ) throws -> DeliverableEmail {
    DeliverableEmail(
      id: "0190-message", tenantID: "t", to: try #require(EmailAddress(to)), subject: subject, text: text,
      createdAt: TestClock().now())
  }

  private static func mailer(_ url: String, timeout: Duration = .seconds(10)) -> ResendMailer {
    ResendMailer(
      apiKey: key, from: "Shop <shop@example.com>", http: OutboundHTTP(baseURL: url, timeout: timeout))
  }

  @Test("a message is one POST to /emails with key, idempotency key, text and HTML")
  func wireFormat() async throws {
    let received = Mutex<[TestServer.Received]>([])
    let email = try Self.email()
    let handler: @Sendable (TestServer.Received) -> TestServer.Reply = { request in
      received.withLock { $0.append(request) }
      return .init(#"{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}"#)
    }
    try await TestServer.with(requests: handler) { url in try await Self.mailer(url).deliver(email) }
    let request = try #require(received.withLock { $0.count == 1 ? $0[0] : nil })
    #expect(request.method == "POST")
    #expect(request.path == "/emails")
    #expect(request.headers["authorization"] == "Bearer \(Self.key)")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["idempotency-key"] == "0190-message")
    // Resend refuses requests without one.
    #expect(request.headers["user-agent"] == "quartet")
    let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
    #expect(Set(body.keys) == ["from", "to", "subject", "text", "html"])
    #expect(body["from"] as? String == "Shop <shop@example.com>")
    #expect(body["to"] as? [String] == ["ana@example.com"])
    #expect(body["subject"] as? String == "Hello")
    #expect(body["text"] as? String == email.text)
    #expect((body["html"] as? String)?.contains(#"href="https://example.com/?a=1&amp;b=2""#) == true)
  }

  @Test(
    "what another try may mend is told from what none will, and neither tells secrets",
    arguments: [
      (200, "", nil), (201, "", nil), (429, "rate_limit_exceeded", false), (500, "application_error", false),
      (503, "", false), (401, "missing_api_key", false), (403, "invalid_api_key", false),
      (409, "concurrent_idempotent_requests", false), (409, "invalid_idempotent_request", true),
      (400, "validation_error", true), (422, "invalid_from_address", true), (404, "not_found", true),
      (302, "", false),
    ] as [(Int, String, Bool?)])
  func answers(status: Int, name: String, isFinal: Bool?) async throws {
    let email = try Self.email()
    let body = #"{"statusCode":\#(status),"name":"\#(name)","message":"to ana@example.com with \#(Self.key)"}"#
    let handler: TestServer.Handler = { _, _ in .init(body, status: status) }
    try await TestServer.with(handler) { url in
      do {
        try await Self.mailer(url).deliver(email)
        #expect(isFinal == nil)
      } catch {
        #expect((error is any PermanentDeliveryFailure) == isFinal)
        #expect("\(error)".contains("\(status)"))
        #expect(!"\(error)".contains(Self.key) && !"\(error)".contains("ana@"))
      }
    }
  }

  @Test("a provider that is away or too slow is tried again later")
  func unreachable() async throws {
    let email = try Self.email()
    await #expect(throws: ResendMailer.Unavailable.self) {
      try await Self.mailer("http://127.0.0.1:1").deliver(email)
    }
    let gate = Gate()
    let handler: TestServer.Handler = { _, _ in
      await gate.wait()
      return .init("{}")
    }
    try await TestServer.with(handler) { url in
      await #expect(throws: ResendMailer.Unavailable.self) {
        try await Self.mailer(url, timeout: .milliseconds(50)).deliver(email)
      }
      gate.open()
    }
  }

  @Test("a refused message is a dead letter at once, an unlucky one waits", arguments: Engine.available)
  func relay(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      for (status, dead) in [(422, 1), (503, 0)] {
        try await auth.administration.setEmailVerificationRequired(true)
        _ = try await auth.register("user\(status)@example.com")
        let (database, clock, logger) = (auth.database, auth.clock, auth.environment.logger)
        let handler: TestServer.Handler = { _, _ in .init(#"{"name":"x"}"#, status: status) }
        try await TestServer.with(handler) { url in
          let mailer = Self.mailer(url)
          let relay = OutboxRelay(
            database: database, now: { clock.now() }, logger: logger,
            handlers: [OutgoingEmail.topic: { try await mailer.deliver($0) }])
          _ = try await relay.drain()
        }
        let letters = try await database.write { tx in
          let letters = try DeadLetters.list(tx, limit: 10)
          try tx.execute("DELETE FROM outbox_dead")
          return letters.count
        }
        #expect(letters == dead)
        #expect(try await auth.count("outbox") == Int64(1 - dead))
      }
    }
  }

  @Test("the settings choose the mailer")
  func choice() {
    var settings = Settings()
    #expect(AuthService.mailer(settings) is EmailFiles)
    settings.resendAPIKey = Self.key
    #expect(AuthService.mailer(settings) is ResendMailer)
  }
}
