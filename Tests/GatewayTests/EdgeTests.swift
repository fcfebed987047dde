import Runtime
import Testing

@testable import Gateway

@Suite("The gateway's small decisions")
struct EdgeTests {
  @Test(
    "X-Forwarded-For counts behind trusted proxies only, read from the right",
    arguments: [
      ("10.0.0.1", "203.0.113.9", "203.0.113.9"), ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
      ("192.0.2.1", "203.0.113.9", "192.0.2.1"), ("10.0.0.1", nil, "10.0.0.1"),
      ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"), ("10.0.0.1", "junk", "10.0.0.1"),
      ("::ffff:10.0.0.1", "2001:db8::5", "2001:db8::5"), ("::ffff:192.0.2.1", nil, "192.0.2.1"),
      ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"), ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
      ("10.0.0.1", "[2001:DB8:0::5]", "2001:db8::5"), ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
      ("10.0.0.1", "203.0.113.9:x", "10.0.0.1"), ("10.0.0.1", "203.0.113.9, 10.0.0.2:80", "203.0.113.9"),
    ] as [(String, String?, String)])
  func forwarded(peer: String, header: String?, client: String) throws {
    let proxies = try TrustedProxies(["10.0.0.0/8", "fd00::/8"])
    #expect(proxies.client(peer: peer, forwardedFor: header) == client)
  }

  @Test("a bad entry of TRUSTED_PROXIES is named", arguments: ["10.0.0.0/33", "localhost", "1.2.3.4/x"])
  func badProxies(entry: String) {
    #expect(throws: GatewayError.self) { try TrustedProxies([entry]) }
  }

  @Test("a well-formed request id is kept, another one is replaced")
  func requestIDs() {
    #expect(RequestID.accept("abc-12345") == "abc-12345")
    for bad in [nil, "short", "with space and more", "ümlaut-ümlaut", String(repeating: "x", count: 129)] {
      let made = RequestID.accept(bad)
      #expect(made != bad && made.utf8.count == 22)
    }
  }

  @Test("the Date header has the form of RFC 9110")
  func dates() {
    #expect(DateHeader.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }

  @Test("a deadline ends its call when it has passed, and not when it was cleared")
  func deadlines() async {
    let wheel = DeadlineWheel()
    let now = ContinuousClock.now
    await confirmation(expectedCount: 1) { expired in
      _ = wheel.set(now + .milliseconds(50)) { expired() }
      let cleared = wheel.set(now + .milliseconds(50)) { expired() }
      _ = wheel.set(now + .seconds(60)) { expired() }
      wheel.clear(cleared)
      wheel.sweep(now + .milliseconds(40))
      wheel.sweep(now + .milliseconds(200))
      wheel.sweep(now + .seconds(1))
    }
  }

  @Test(
    "an error's field becomes FastAPI's loc",
    arguments: [
      ("name", #""loc":["body","name"]"#), ("items[0].quantity", #""loc":["body","items",0,"quantity"]"#),
      ("query.limit", #""loc":["query","limit"]"#), ("a.b[2][3].c", #""loc":["body","a","b",2,3,"c"]"#),
    ])
  func locations(field: String, expected: String) {
    let error = ServiceError(
      .invalidArgument, "VALIDATION_FAILED", "bad", violations: [FieldViolation(field, "bad \"text\"\n")])
    let body = String(
      decoding: ErrorBody.render(error, status: 422, surface: .vek1, requestID: "r", problem: false), as: UTF8.self)
    #expect(body.contains(expected))
    #expect(body.contains(#""msg":"bad \"text\"\n""#))
  }

  @Test("pinqo's 429 is Hungarian and says when to come back")
  func hungarian() {
    let error = ServiceError(.resourceExhausted, "RATE_LIMITED", "x", retryAfter: .milliseconds(59_001))
    let body = String(
      decoding: ErrorBody.render(error, status: 429, surface: .pinqo, requestID: "r", problem: false), as: UTF8.self)
    #expect(
      body
        == #"{"error":"rate_limited","message":"Túl sok kérés. Próbáld újra 60 másodperc múlva.","retryAfter":60,"request_id":"r"}"#
    )
  }
}
