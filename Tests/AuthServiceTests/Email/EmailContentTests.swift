import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("What an e-mail may contain")
struct EmailContentTests {
  private static func queued(_ email: OutgoingEmail, engine: Engine) async throws -> OutboxMessage {
    try await withValue { give in
      try await withAuthWorld(engine) { auth in
        let mail = try QueuedEmail(id: "m", email)
        let now = auth.clock.now()
        try await auth.database.write(tenant: Caller.defaultTenantID) { tenant in
          try tenant.enqueue(mail, aggregate: "a", at: now)
        }
        let relay = OutboxRelay(
          database: auth.database, now: { now }, logger: auth.environment.logger,
          handlers: [OutgoingEmail.topic: { give($0) }])
        _ = try await relay.drain()
      }
    }
  }

  @Test("a subject with line breaks becomes one line, and no header of its own")
  func subject() async throws {
    for (raw, clean) in [
      ("Join \r\nBcc: evil@example.com", "Join Bcc: evil@example.com"), ("a\nb", "a b"), ("a\u{2028}b\u{85}c", "a b c"),
      ("\u{0}x\u{1B}[1m", "x [1m"), ("  fine  ", "fine"),
    ] {
      let message = try await Self.queued(
        OutgoingEmail(to: "ana@example.com", subject: raw, text: "x"), engine: .sqlite)
      #expect(try DeliverableEmail(message).subject == clean, "\(raw.debugDescription)")
    }
  }

  @Test(
    "anything but one plain address is undeliverable for good",
    arguments: [
      "ana@example.com\r\nBcc: evil@example.com", "ana@example.com, evil@example.com", "Ana <ana@example.com>", "",
      "ana@example.com\n",
    ])
  func receiver(to: String) async throws {
    let message = try await Self.queued(OutgoingEmail(to: to, subject: "s", text: "x"), engine: .sqlite)
    #expect(throws: UndeliverableEmail.self) { try DeliverableEmail(message) }
  }

  @Test("the HTML escapes everything, and links only what is nothing but a link")
  func layout() {
    let html = EmailLayout.html(
      subject: "<b>&\"'",
      text: "Hello <script>alert(1)</script>,\nsecond line\n\nhttps://example.com/?a=\"b\n\nhttps://x.com and more\n")
    #expect(!html.contains("<script>") && !html.contains("<b>"))
    #expect(html.contains("<title>&lt;b&gt;&amp;&quot;&#39;</title>"))
    #expect(html.contains("Hello &lt;script&gt;alert(1)&lt;/script&gt;,<br>second line"))
    #expect(html.contains(#"<a href="https://example.com/?a=&quot;b""#))
    #expect(html.components(separatedBy: "<a ").count == 2)
    #expect(html.contains(#"<html lang="en">"#))
    #expect(!html.contains("<img") && !html.contains("<link"))
  }

  @Test("a combining mark after a character does not keep it from being escaped", arguments: ["\u{301}", "\u{20DD}"])
  func combiningMarks(mark: String) {
    let name = "Acme\"\(mark) onmouseover=alert(1) x='\(mark)>\(mark)<\(mark)script&\(mark)"
    let html = EmailLayout.html(subject: name, text: name + "\n\nhttps://example.com/\"\(mark)x\n", language: .hu)
    let escaped = "Acme&quot;\(mark) onmouseover=alert(1) x=&#39;\(mark)&gt;\(mark)&lt;\(mark)script&amp;\(mark)"
    #expect(html.contains("aria-label=\"\(escaped)\" style="))
    #expect(html.contains("<title>\(escaped)</title>"))
    #expect(html.contains("<p style=\"margin:0 0 16px\">\(escaped)</p>"))
    #expect(html.contains(#"<html lang="hu">"#))
    let scalars = Array(html.unicodeScalars)
    let marks = scalars.indices.filter { scalars[$0] == mark.unicodeScalars.first }
    #expect(!marks.isEmpty && marks.allSatisfy { scalars[$0 - 1] == ";" })
  }

  @Test("a subject is cut by what it takes, not by what it looks like")
  func longSubject() async throws {
    let raw = "a" + String(repeating: "\u{301}", count: 5000)
    let message = try await Self.queued(
      OutgoingEmail(to: "ana@example.com", subject: raw, text: "x"), engine: .sqlite)
    #expect(try DeliverableEmail(message).subject.unicodeScalars.count == 200)
  }
}

/// The one value that `body` gives.
private func withValue<T: Sendable>(_ body: (@escaping @Sendable (T) -> Void) async throws -> Void) async throws -> T {
  let (values, continuation) = AsyncStream.makeStream(of: T.self)
  try await body { continuation.yield($0) }
  continuation.finish()
  var iterator = values.makeAsyncIterator()
  return try #require(await iterator.next())
}
