import Testing

@testable import Outbound

@Suite("Addresses that messages may go to")
struct NetworkAddressTests {
  @Test(
    "addresses of the internet are public",
    arguments: [
      "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
      "128.0.0.1", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255",
      "192.169.0.1", "198.17.255.255", "198.20.0.1", "203.0.112.255", "203.0.114.1", "223.255.255.255",
      "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:4860:4860::8888", "2001:200::1", "::ffff:8.8.8.8",
      "64:ff9b::8.8.8.8", "3ffe::1",
    ])
  func isPublic(text: String) throws {
    #expect(try #require(NetworkAddress(text)).isPublic)
  }

  @Test(
    "addresses of this machine, of private networks and of special purposes are not",
    arguments: [
      "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
      "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
      "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255",
      "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
      "::", "::1", "::7f00:1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254",
      "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "100::1", "2001::1",
      "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
      "2002:808:808::1", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1",
      "fe80::a9fe:a9fe", "febf::1", "fec0::1", "ff02::1", "ff0e::1", "4000::1",
    ])
  func isNotPublic(text: String) throws {
    #expect(try !#require(NetworkAddress(text)).isPublic)
  }

  @Test(
    "other texts are no addresses",
    arguments: [
      "", "localhost", "127.1", "1.2.3.4.5", "256.0.0.1", "[::1]", "fe80::1%eth0", "0x7f.0.0.1", "1.2.3.4:80",
    ])
  func noAddress(text: String) { #expect(NetworkAddress(text) == nil) }

  @Test("an address is written as it was read", arguments: ["8.8.8.8", "2001:4860:4860::8888", "::1"])
  func text(text: String) throws { #expect(try #require(NetworkAddress(text)).text == text) }

  // MARK: Hosts

  private static func destinations(_ addresses: [String], allowsPrivate: Bool = false) -> Destinations {
    Destinations(
      resolver: HostResolver { _ in addresses.compactMap { NetworkAddress($0) } }, allowsPrivate: allowsPrivate)
  }

  @Test("one private address among a host's is enough to refuse it")
  func mixed() async throws {
    let url = try #require(OutboundURL("https://erp.example.com/hook"))
    #expect(try await Self.destinations(["8.8.8.8", "2606:4700::1"]).address(of: url).text == "8.8.8.8")
    for addresses in [["8.8.8.8", "10.0.0.1"], ["::1"], ["2606:4700::1", "fe80::1"]] {
      await #expect(throws: Destinations.Refusal.privateNetwork("erp.example.com")) {
        _ = try await Self.destinations(addresses).address(of: url)
      }
    }
    await #expect(throws: Destinations.Refusal.unknownHost("erp.example.com")) {
      _ = try await Self.destinations([]).address(of: url)
    }
    #expect(try await Self.destinations(["10.0.0.1"], allowsPrivate: true).address(of: url).text == "10.0.0.1")
  }

  @Test("the system's resolver sees through every notation of loopback")
  func notations() async throws {
    for host in ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1"] {
      let addresses = try await HostResolver.system.addresses(host)
      #expect(addresses.allSatisfy { !$0.isPublic }, "\(host)")
      #expect(!addresses.isEmpty)
    }
    await #expect(throws: HostResolver.UnknownHost.self) {
      _ = try await HostResolver.system.addresses("nobody.invalid")
    }
  }

  @Test("the host of a URL is what the HTTP client will look up")
  func hosts() {
    #expect(OutboundURL("https://ERP.example.com:8443/a?b=c")?.host == "ERP.example.com")
    #expect(OutboundURL("http://[2606:4700::1]:80/")?.host == "2606:4700::1")
    for text in [
      "https://user@erp.example.com/", "https://user:pw@erp.example.com/", "https://erp.example.com/#x",
      "file:///etc/passwd", "unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/", "gopher://a/", "https://",
      "https://erp.example.com:0/", "https://erp.example.com:65536/", "https://erp.exa mple.com/", "//erp.example.com",
      "https://bücher.example/", "javascript:alert(1)", "",
    ] {
      #expect(OutboundURL(text) == nil, "\(text)")
    }
  }
}
