import Outbound
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import OrderService

@Suite("A name that points elsewhere when it is asked again")
struct RebindingTests {
  @Test("the connection goes to the address that was checked")
  func pinned() async throws {
    let requests = Mutex<[String]>([])
    let receive: @Sendable (TestServer.Received) -> TestServer.Reply = { request in
      requests.withLock { $0.append(request.path) }
      return TestServer.Reply("{}")
    }
    try await TestServer.with(requests: receive) { url in
      let port = try #require(url.split(separator: ":").last)
      let questions = Mutex(0)
      // No resolver of this machine knows the name, so only the checked address can lead to the server.
      let resolver = HostResolver { _ in
        questions.withLock { $0 += 1 }
        return [NetworkAddress("127.0.0.1")].compactMap(\.self)
      }
      let sender = WebhookSender(
        destinations: Destinations(resolver: resolver, allowsPrivate: true), clock: TestClock())
      let target = try #require(OutboundURL("http://Rebind.invalid:\(port)/hook"))
      let attempt = try await sender.post([], id: "m1", to: target, signedBy: [.random()])
      #expect(attempt.error == nil)
      #expect(attempt.status == 200)
      #expect(questions.withLock { $0 } == 1)
    }
    #expect(requests.withLock { $0 } == ["/hook"])
  }

  @Test("an address that has become private is refused before any connection")
  func refused() async throws {
    let calls = Mutex(0)
    let receive: @Sendable (TestServer.Received) -> TestServer.Reply = { _ in
      calls.withLock { $0 += 1 }
      return TestServer.Reply("{}")
    }
    try await TestServer.with(requests: receive) { url in
      let resolver = HostResolver { _ in [NetworkAddress("127.0.0.1")].compactMap(\.self) }
      let sender = WebhookSender(
        destinations: Destinations(resolver: resolver, allowsPrivate: false), clock: TestClock())
      let port = try #require(url.split(separator: ":").last)
      let target = try #require(OutboundURL("http://erp.example.com:\(port)/hook"))
      let attempt = try await sender.post([], id: "m1", to: target, signedBy: [.random()])
      #expect(attempt.error == "the host erp.example.com is in a private network")
      #expect(attempt.status == nil)
      #expect(calls.withLock { $0 } == 0)
    }
  }
}
