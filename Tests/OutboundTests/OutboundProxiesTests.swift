import Runtime
import TestSupport
import Testing

@testable import Outbound

@Suite("Proxies of outbound HTTP")
struct OutboundProxiesTests {
  private static func proxies(exceptions: [String] = [], port: Int = 3128) -> OutboundProxies {
    var settings = Settings.Proxies()
    settings.https = "http://127.0.0.1:\(port)"
    settings.http = "http://ann:s%20e@127.0.0.1:\(port)"
    settings.exceptions = exceptions
    return OutboundProxies(settings)
  }

  @Test("a name that only the proxy can reach is reached through it, with its password")
  func tunnel() async throws {
    try await FakeProxy.with { proxy in
      let http = OutboundHTTP(baseURL: "http://shop.invalid:8080", proxies: Self.proxies(port: proxy.port))
      let answer = try await http.send(OutboundRequest("/a"))
      #expect(answer.status == 204)
      #expect(proxy.heads.first?.hasPrefix("CONNECT shop.invalid:8080 ") == true)
      #expect(proxy.heads.first?.lowercased().contains("proxy-authorization: basic yw5uonmgzq==") == true)
      #expect(proxy.heads.last?.hasPrefix("GET /a ") == true)
    }
  }

  @Test("what a client chose is checked here, and the tunnel leads to the checked address")
  func guarded() async throws {
    try await FakeProxy.with { proxy in
      let http = OutboundHTTP(proxies: Self.proxies(port: proxy.port))
      let url = try #require(OutboundURL("http://hook.invalid/a"))
      let request = OutboundRequest(.POST, "", body: [])
      let open = Destinations(
        resolver: HostResolver { _ in [NetworkAddress("8.8.8.8")].compactMap(\.self) }, allowsPrivate: false)
      let status = try await http.send(request, to: url, allowedBy: open)
      #expect(status == 204)
      #expect(proxy.heads.first?.hasPrefix("CONNECT 8.8.8.8:80 ") == true)
      let asked = proxy.heads.count
      let closed = Destinations(
        resolver: HostResolver { _ in [NetworkAddress("10.0.0.1")].compactMap(\.self) }, allowsPrivate: false)
      await #expect(throws: Destinations.Refusal.privateNetwork("hook.invalid")) {
        try await http.send(request, to: url, allowedBy: closed)
      }
      #expect(proxy.heads.count == asked)
    }
  }

  @Test(
    "NO_PROXY names domains with all that is under them, addresses, CIDR blocks and ports",
    arguments: [
      ("https://example.com/", "example.com", true), ("https://a.example.com/", "example.com", true),
      ("https://A.Example.com/", ".EXAMPLE.com", true), ("https://a.example.com/", "*.example.com", true),
      ("https://badexample.com/", "example.com", false), ("https://example.com.br/", "example.com", false),
      ("https://10.1.2.3/", "10.0.0.0/8", true), ("https://11.1.2.3/", "10.0.0.0/8", false),
      ("https://10.1.2.3/", "10.1.2.3", true), ("https://[fd00::1]/", "fd00::/8", true),
      ("https://example.com/", "example.com:443", true), ("https://example.com/", "example.com:8443", false),
      ("https://example.com/", "*", true), ("https://example.com/", "", false), ("https://example.com/", ".", false),
    ])
  func exceptions(url: String, entry: String, isDirect: Bool) {
    #expect((Self.proxies(exceptions: ["other.test", entry]).proxy(to: url) == nil) == isDirect)
  }

  @Test(
    "this machine is never asked for through a proxy",
    arguments: ["http://localhost:1/", "http://127.0.0.1/", "http://127.9.9.9/", "https://[::1]:8443/"])
  func loopback(url: String) { #expect(Self.proxies().proxy(to: url) == nil) }

  @Test("without a proxy for its scheme a URL is reached directly")
  func schemes() {
    var settings = Settings.Proxies()
    settings.https = "http://proxy.test:3128"
    #expect(OutboundProxies(settings).proxy(to: "http://example.com/") == nil)
    #expect(OutboundProxies(settings).proxy(to: "https://example.com/")?.port == 3128)
    #expect(OutboundProxies.none.proxy(to: "https://example.com/") == nil)
  }
}
