import Outbound
import Runtime
import Synchronization
import TestSupport
import Testing

@Suite("HTTP to systems outside")
struct OutboundHTTPTests {
  private static func retries(_ pauses: Pauses) -> OutboundRetries {
    OutboundRetries(attempts: 3) { pauses.note($0) }
  }

  @Test("a request is the base URL, the path, the headers and the body; the answer is whole")
  func exchange() async throws {
    let received = Mutex<[TestServer.Received]>([])
    let handler: @Sendable (TestServer.Received) -> TestServer.Reply = { request in
      received.withLock { $0.append(request) }
      return .init(#"{"id":7}"#, status: 201)
    }
    try await TestServer.with(requests: handler) { url in
      let http = OutboundHTTP(baseURL: url + "/v1")
      let answer = try await http.send(
        OutboundRequest(.POST, "/things?x=1", headers: ["x-key": "k"], body: Array("hello".utf8)))
      #expect(answer.status == 201 && answer.isSuccess)
      #expect(answer.json(as: [String: Int].self) == ["id": 7])
      #expect(answer.json(as: [String].self) == nil)
    }
    let request = try #require(received.withLock { $0.first })
    #expect(request.method == "POST" && request.path == "/v1/things" && request.query == "x=1")
    #expect(request.headers["x-key"] == "k" && request.body == Array("hello".utf8))
  }

  @Test("a redirect is an answer like any other, so that no secret goes to where it points")
  func redirect() async throws {
    let paths = Mutex<[String]>([])
    let handler: TestServer.Handler = { path, _ in
      paths.withLock { $0.append(path) }
      return .init("", status: 302)
    }
    try await TestServer.with(handler) { url in
      let answer = try await OutboundHTTP(baseURL: url).send(OutboundRequest("/a"))
      #expect(answer.status == 302)
    }
    #expect(paths.withLock { $0 } == ["/a"])
  }

  @Test("an answer that is too long, too slow to come or too slow to end is a failure that says so")
  func bounds() async throws {
    let gate = Gate()
    let handler: TestServer.Handler = { path, _ in
      switch path {
      case "/long": return .init(String(repeating: "x", count: 1001))
      case "/trickle":
        let (chunks, continuation) = AsyncStream<String>.makeStream()
        continuation.yield("x")
        Task {
          await gate.wait()
          continuation.finish()
        }
        return .init(contentType: "text/plain", chunks: chunks)
      default:
        await gate.wait()
        return .init("{}")
      }
    }
    try await TestServer.with(handler) { url in
      let http = OutboundHTTP(baseURL: url, timeout: .milliseconds(200), maximumAnswer: 1000)
      for path in ["/never", "/trickle"] {
        await #expect(throws: OutboundFailure.timedOut) { try await http.send(OutboundRequest(path)) }
      }
      let patient = OutboundHTTP(baseURL: url, timeout: .seconds(60), maximumAnswer: 1000)
      await #expect(throws: OutboundFailure.answerTooLong) { try await patient.send(OutboundRequest("/long")) }
      gate.open()
    }
  }

  @Test("nothing is sent twice unless the caller says that it may be")
  func once() async throws {
    let count = Mutex(0)
    let handler: TestServer.Handler = { _, _ in
      count.withLock { $0 += 1 }
      return .init("", status: 503)
    }
    try await TestServer.with(handler) { url in
      let answer = try await OutboundHTTP(baseURL: url).send(OutboundRequest(.POST, "/"))
      #expect(answer.status == 503)
    }
    #expect(count.withLock { $0 } == 1)
  }

  @Test("a request that may be repeated is, while the answer is 408, 429 or 5xx and an attempt is left")
  func repeated() async throws {
    for (statuses, attempts) in [([503, 429, 200], 3), ([500, 500, 500, 200], 3), ([408, 404, 200], 2), ([400], 1)] {
      let left = Mutex(statuses)
      let handler: TestServer.Handler = { _, _ in .init("", status: left.withLock { $0.removeFirst() }) }
      let pauses = Pauses()
      try await TestServer.with(handler) { url in
        let http = OutboundHTTP(baseURL: url, retries: Self.retries(pauses))
        let answer = try await http.send(OutboundRequest("/"))
        #expect(answer.status == statuses[attempts - 1])
      }
      #expect(pauses.all.count == attempts - 1, "\(statuses)")
      #expect(pauses.all == pauses.all.sorted())
    }
  }

  @Test("a place that nobody listens at is a failure, after as many attempts as were allowed")
  func unreachable() async throws {
    let pauses = Pauses()
    let http = OutboundHTTP(retries: Self.retries(pauses)) { _, _ in throw OutboundFailure.unreachable }
    await #expect(throws: OutboundFailure.unreachable) { try await http.send(OutboundRequest("http://shop.test/")) }
    #expect(pauses.all.count == 2)
  }

  @Test("no wait goes beyond the deadline of the call that is served")
  func deadline() async throws {
    let pauses = Pauses()
    let http = OutboundHTTP(retries: Self.retries(pauses)) { _, _ in throw OutboundFailure.unreachable }
    let call = Call(caller: Caller(credential: .service), requestID: "r", deadline: .now + .milliseconds(100))
    await #expect(throws: OutboundFailure.unreachable) {
      try await call.bind { try await http.send(OutboundRequest("http://shop.test/")) }
    }
    #expect(pauses.all.isEmpty)
  }
}

/// Waits that were asked for and not made.
final class Pauses: Sendable {
  private let noted = Mutex<[Duration]>([])
  var all: [Duration] { noted.withLock { $0 } }
  func note(_ duration: Duration) { noted.withLock { $0.append(duration) } }
}
