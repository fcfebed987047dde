import Foundation
import TestSupport
import Testing

@testable import OrderService

@Suite("Standard Webhooks")
struct WebhookSignatureTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let body = #"{"test": 2432232314}"#

  @Test("the specification's example is signed as it says")
  func example() throws {
    let webhook = SignedWebhook(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(Self.body.utf8))
    let secret = try #require(WebhookSecret(Self.secret))
    #expect(webhook.signature(by: [secret]) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test("one signature of several is enough, and one secret of several")
  func several() throws {
    let webhook = SignedWebhook(id: "m1", timestamp: 1, body: [1, 2, 3])
    let (first, second, third) = (WebhookSecret.random(), WebhookSecret.random(), WebhookSecret.random())
    let header = "v1a,AAAA \(webhook.signature(by: [first, second])) v2,AAAA"
    #expect(webhook.isSigned(header, by: [second]))
    #expect(webhook.isSigned(header, by: [third, first]))
    #expect(!webhook.isSigned(header, by: [third]))
    #expect(!webhook.isSigned(header, by: []))
    #expect(!webhook.isSigned("", by: [first]))
  }

  @Test(
    "other texts are no secrets",
    arguments: [
      "", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa?!",
    ])
  func noSecret(text: String) { #expect(WebhookSecret(text) == nil) }

  @Test("a secret is read back, padded or not")
  func text() throws {
    let secret = WebhookSecret.random()
    #expect(WebhookSecret(secret.text) == secret)
    #expect(WebhookSecret(String(secret.text.prefix { $0 != "=" })) == secret)
    #expect(secret.hint.count == 5)
  }

  // MARK: The reference library

  private struct Case: Encodable {
    var op: String
    var secret: String
    var id: String
    var timestamp: Int64
    var body: String
    var signature: String?
    var now: Int64?
  }

  @Test(
    "the reference library signs what we take, and takes what we sign", .enabled(if: PythonOracle.isAvailable))
  func oracle() throws {
    let now: Int64 = 1_772_452_800
    let bodies = ["{}", Self.body, #"{"sku":"CAFÉ","n":1}"#, String(repeating: "x", count: 10_000), "a.b.c"]
    var cases: [Case] = []
    for (index, body) in bodies.enumerated() {
      let secret = WebhookSecret.random()
      let webhook = SignedWebhook(id: "msg_\(index)", timestamp: now - Int64(index), body: Array(body.utf8))
      var entry = Case(
        op: "sign", secret: secret.text, id: webhook.id, timestamp: webhook.timestamp, body: body, now: now)
      cases.append(entry)
      entry.op = "verify"
      entry.signature = webhook.signature(by: [.random(), secret])
      if body.first != "{" { entry.body = "1" }
      cases.append(entry)
    }
    let answers = try Self.ask(cases)
    #expect(answers.count == cases.count)
    for (entry, answer) in zip(cases, answers) {
      if entry.op == "sign" {
        let secret = try #require(WebhookSecret(entry.secret))
        let headers = WebhookHeaders(id: entry.id, timestamp: String(entry.timestamp), signature: answer)
        let webhook = try headers.verified(Array(entry.body.utf8), by: [secret], at: now)
        #expect(webhook.signature(by: [secret]) == answer)
        #expect(throws: StockSyncError.signatureInvalid) {
          _ = try headers.verified(Array((entry.body + " ").utf8), by: [secret], at: now)
        }
      } else {
        // A body that was changed on the way is refused by the library too.
        #expect(answer == (entry.body == "1" ? "No matching signature found" : "ok"))
      }
    }
  }

  @Test(
    "the reference library agrees on the tolerance", .enabled(if: PythonOracle.isAvailable))
  func tolerance() throws {
    let now: Int64 = 1_772_452_800
    let secret = WebhookSecret.random()
    let cases = [-301, -300, -1, 0, 300, 301].map { (off: Int64) in
      let webhook = SignedWebhook(id: "m1", timestamp: now + off, body: Array("{}".utf8))
      return Case(
        op: "verify", secret: secret.text, id: "m1", timestamp: now + off, body: "{}",
        signature: webhook.signature(by: [secret]), now: now)
    }
    for (entry, answer) in zip(cases, try Self.ask(cases)) {
      let headers = WebhookHeaders(id: "m1", timestamp: String(entry.timestamp), signature: entry.signature)
      let isTaken = (try? headers.verified(Array("{}".utf8), by: [secret], at: now)) != nil
      #expect(isTaken == (answer == "ok"), "\(entry.timestamp - now) s: \(answer)")
    }
  }

  private static func ask(_ cases: [Case]) throws -> [String] {
    let lines = try cases.map { try JSONEncoder().encode($0) + Data("\n".utf8) }
    let text = try PythonOracle.run("standard_webhooks.py", input: Data(lines.joined()))
    return text.split(separator: "\n").map(String.init)
  }
}
