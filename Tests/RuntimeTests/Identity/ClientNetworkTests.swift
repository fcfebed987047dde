import Runtime
import Testing

@Suite("A client's network")
struct ClientNetworkTests {
  @Test(
    "is one IPv4 address or one IPv6 /64, however it is spelled",
    arguments: [
      ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("::ffff:192.0.2.7", "192.0.2.7", true),
      ("2001:db8::1", "2001:db8:0:0:ffff::2", true), ("2001:db8::1", "2001:db8:0:1::1", false),
      ("2001:DB8::1", "2001:db8::1", true), ("::ffff:c000:207", "192.0.2.7", true),
      ("fe80::1%eth0", "fe80::2", true), ("unix", "unix", true), ("", "unix", false),
    ])
  func networks(first: String, second: String, isSame: Bool) {
    #expect((ClientNetwork(first) == ClientNetwork(second)) == isSame)
  }
}
