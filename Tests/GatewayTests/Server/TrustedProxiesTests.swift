import Testing

@testable import Gateway

@Suite("Proxies that are trusted")
struct TrustedProxiesTests {
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
}
