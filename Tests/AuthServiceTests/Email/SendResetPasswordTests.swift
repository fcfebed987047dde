import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Better Auth's reset mails")
struct SendResetPasswordTests {
  private static func request(
    to: String? = "Ana@example.com", email: String? = nil, name: String? = nil,
    url: String = "https://app.example.com/reset?token=abc", token: String? = nil
  ) -> AuthV1.SendResetPasswordRequest {
    .with {
      if let to { $0.to = to }
      if let email { $0.email = email }
      if let name { $0.name = name }
      if let token { $0.token = token }
      $0.url = url
    }
  }

  private static func send(
    _ request: AuthV1.SendResetPasswordRequest, key: String? = nil, in auth: AuthWorld
  ) async throws -> AuthV1.SendResetPasswordResponse {
    let call = Call(caller: Caller(credential: .webhookToken), requestID: "test", idempotencyKey: key)
    return try await auth.channel.call(.sendResetPassword, request, as: call)
  }

  private static func outbox(_ auth: AuthWorld) async throws -> [OutgoingEmail] {
    try await auth.database.read { tx in
      try tx.all("SELECT payload FROM outbox WHERE topic = ? ORDER BY seq", OutgoingEmail.topic) {
        try JSONDecoder().decode(OutgoingEmail.self, from: Data(try $0.blob(0)))
      }
    }
  }

  @Test("the link is on its way to the person, and the audit log knows", arguments: Engine.available)
  func sent(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await Self.send(Self.request(name: "Ana"), in: auth)
      let second = try await Self.send(Self.request(to: nil, email: "bo@example.com", token: "t"), in: auth)
      #expect(first.ok && second.ok && first.id != second.id)
      let mails = try await Self.outbox(auth)
      #expect(mails.map(\.to) == ["Ana@example.com", "bo@example.com"])
      #expect(mails[0].subject == "Reset your password")
      #expect(mails[0].text.contains("Hello Ana,\n"))
      #expect(mails[0].text.contains("\n\nhttps://app.example.com/reset?token=abc\n\n"))
      let audited = try await auth.database.read { tx in
        try tx.all("SELECT target_id FROM audit_log WHERE action = 'email.send_reset_password' ORDER BY seq") {
          try $0.text(0)
        }
      }
      #expect(audited == [first.id, second.id])
    }
  }

  @Test("an idempotency key makes one mail of a repetition, and refuses another body", arguments: Engine.available)
  func idempotency(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await Self.send(Self.request(), key: "k", in: auth)
      let again = try await Self.send(Self.request(), key: "k", in: auth)
      #expect(first.id == again.id)
      #expect(try await Self.outbox(auth).count == 1)
      let other = Self.request(to: "bo@example.com")
      await #expect(throws: (any Error).self) { try await Self.send(other, key: "k", in: auth) }
      #expect(try await reason { try await Self.send(other, key: "k", in: auth) } == "IDEMPOTENCY_KEY_REUSED")
      #expect(try await Self.outbox(auth).count == 1)
    }
  }

  @Test(
    "every bad field is named",
    arguments: [
      (request(to: nil), ["to"]), (request(email: "ana@example.com"), ["email"]), (request(to: "ana"), ["to"]),
      (request(to: nil, email: "a@b.com\r\nBcc: x@y.com"), ["email"]), (request(url: ""), ["url"]),
      (request(url: "javascript:alert(1)"), ["url"]), (request(url: "/reset"), ["url"]),
      (request(url: "https://app.example.com/ <a>"), ["url"]), (request(url: "https://a:b@app.example.com/"), ["url"]),
      (request(url: "https://app.example.com/\nhttps://evil.com"), ["url"]),
      (request(name: "Ana\n\nhttps://evil.com"), ["name"]),
      (request(name: String(repeating: "n", count: 101)), ["name"]),
      (request(token: String(repeating: "t", count: 513)), ["token"]),
      (request(to: "x", name: "\u{7}", url: "ftp://x.com/"), ["name", "to", "url"]),
    ])
  func badFields(request: AuthV1.SendResetPasswordRequest, fields: [String]) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let violations = try await refusal { try await Self.send(request, in: auth) }.violations
      #expect(Set(violations.map(\.field)) == Set(fields))
      #expect(try await auth.count("outbox") == 0)
    }
  }

  @Test("the link leads to an allowed origin or to ourselves, where either is known", arguments: Engine.available)
  func origins(engine: Engine) async throws {
    let configure: (inout Settings) -> Void = { $0.publicURL = "https://api.example.com" }
    try await withAuthWorld(engine, settings: configure) { auth in
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["https://app.example.com"])
      let other = try await auth.administration.createTenant(name: "Other")
      _ = try await auth.administration.createAPIKey(
        tenantID: other, secret: false, origins: ["https://other.example.com"])
      for url in ["https://app.example.com/r", "https://api.example.com/r"] {
        #expect(try await Self.send(Self.request(url: url), in: auth).ok)
      }
      let foreign = [
        "https://evil.com/r", "http://app.example.com/r", "https://app.example.com.evil.com/r",
        "https://app.example.com:8443/r", "https://other.example.com/r",
      ]
      for url in foreign {
        let violations = try await refusal { try await Self.send(Self.request(url: url), in: auth) }.violations
        #expect(violations.map(\.field) == ["url"], "\(url)")
      }
    }
  }
}
