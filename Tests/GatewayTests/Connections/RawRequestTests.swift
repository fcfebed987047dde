import Foundation
import Runtime
import Testing

@testable import Gateway

@Suite("A gateway over a socket")
struct RawRequestTests {
  private static func get(_ path: String, host: String = "localhost", _ more: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(more)\r\n"
  }

  private static func post(_ path: String, _ headers: String, _ body: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(headers)\r\n\(body)"
  }

  @Test("closes a connection whose request it refused before the body came")
  func earlyRefusal() async throws {
    try await GatewayWorld.with { gateway in
      for ending in ["", "Connection: close\r\n"] {
        let answer = try await RawConnection.exchange(
          gateway.port, Self.post("/v1/auth/login", "Content-Length: 1000000\r\n\(ending)", "{"))
        #expect(answer.hasPrefix("HTTP/1.1 401 "))
        #expect(answer.lowercased().contains("connection: close"))
        #expect(answer.contains("api_key_required"))
      }
    }
  }

  @Test("says 100 Continue when it wants the body, and not when it refuses the request")
  func expectation() async throws {
    try await GatewayWorld.with { gateway in
      let expecting = "Content-Length: 2\r\nExpect: 100-continue\r\n"
      let admitted = try await RawConnection.with(gateway.port) { connection in
        try await connection.send(Self.post("/embed", expecting + "Connection: close\r\n"))
        try await connection.read(until: "\r\n\r\n")
        #expect(connection.received == "HTTP/1.1 100 Continue\r\n\r\n")
        try await connection.send("[]")
        return await connection.readToEnd()
      }
      #expect(admitted.ranges(of: "HTTP/1.1 ").count == 2)
      #expect(admitted.contains("HTTP/1.1 422 "))
      let refused = try await RawConnection.exchange(gateway.port, Self.post("/v1/auth/login", expecting))
      #expect(refused.hasPrefix("HTTP/1.1 401 "))
      let eager = try await RawConnection.exchange(
        gateway.port, Self.post("/embed", expecting + "Connection: close\r\n", "[]"))
      #expect(eager.hasPrefix("HTTP/1.1 422 "))
      let large = try await RawConnection.exchange(
        gateway.port, Self.post("/embed", "Content-Length: 1000000000\r\nExpect: 100-continue\r\n"))
      #expect(large.hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test(
    "answers a body that can't be read with a 400 in the surface's shape, and closes",
    arguments: ["Transfer-Encoding: chunked\r\n", "Transfer-Encoding: xchunked\r\n"])
  func malformedBody(framing: String) async throws {
    let lines = try await GatewayWorld.with { gateway in
      let answer = try await RawConnection.exchange(gateway.port, Self.post("/embed", framing, "zz\r\n{}\r\n0\r\n\r\n"))
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
      #expect(answer.lowercased().contains("connection: close"))
      #expect(answer.contains(#"{"detail":"The body can't be read"#))
      #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
      return gateway.logs
    }
    #expect(lines.all.filter { $0.contains("/embed") } == [])
  }

  @Test("says nothing in its log about a client that leaves in the middle of a body")
  func leaving() async throws {
    let logs = try await GatewayWorld.with { gateway in
      for framing in ["Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"] {
        try await RawConnection.with(gateway.port) { connection in
          try await connection.send(Self.post("/embed", framing + "Expect: 100-continue\r\n"))
          try await connection.read(until: "100 Continue")
          try await connection.send("5\r\n{")
        }
      }
      return gateway.logs
    }
    #expect(logs.all.filter { $0.contains("/embed") } == [])
  }

  @Test("names the forwarded header that is too long, and takes a long one that it does not forward")
  func longHeaders() async throws {
    try await GatewayWorld.with { gateway in
      func send(_ headers: String) async throws -> String {
        try await RawConnection.exchange(
          gateway.port,
          Self.post("/webhooks/stock-sync/x", "Content-Length: 2\r\nConnection: close\r\n\(headers)\r\n", "{}"))
      }
      let long = String(repeating: "x", count: 4097)
      let refused = try await send("webhook-id: \(long)")
      #expect(refused.hasPrefix("HTTP/1.1 431 "))
      #expect(refused.contains("webhook-id"))
      let part = String(repeating: "x", count: 4000)
      let together = try await send("webhook-id: \(part)\r\nwebhook-timestamp: \(part)\r\nwebhook-signature: \(part)")
      #expect(together.hasPrefix("HTTP/1.1 431 "))
      #expect(together.contains("webhook-signature"))
      let other = try await send("User-Agent: \(long)\r\nCookie: a=\(long)")
      #expect(!other.hasPrefix("HTTP/1.1 431 "))
      let head = try await send("X-Long: \(String(repeating: "x", count: 70_000))")
      #expect(head.hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test("on loopback answers for loopback's names and the public one only")
  func rebinding() async throws {
    var settings = Settings()
    settings.publicURL = "https://api.example.com"
    try await GatewayWorld.with(settings) { gateway in
      for host in [
        "localhost", "localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:80", "api.example.com", "API.example.com",
      ] {
        let answer = try await RawConnection.exchange(gateway.port, Self.get("/", host: host))
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(host)")
      }
      for host in [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", "128.0.0.1",
      ] {
        let answer = try await RawConnection.exchange(gateway.port, Self.get("/", host: host))
        #expect(answer.hasPrefix("HTTP/1.1 421 "), "\(host)")
        #expect(answer.contains("QUARTET_PUBLIC_URL"), "\(host)")
      }
      let old = try await RawConnection.exchange(gateway.port, "GET / HTTP/1.0\r\n\r\n")
      #expect(old.hasPrefix("HTTP/1.0 200 "))
    }
  }

  @Test("allows one client's readiness checks sixty times a minute")
  func readiness() async throws {
    try await GatewayWorld.with { gateway in
      let answers = try await RawConnection.with(gateway.port) { connection in
        let request = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try await connection.send(String(repeating: request, count: 61))
        try await connection.read(until: "HTTP/1.1 ", count: 61)
        try await connection.read(until: "retryAfter")
        return connection.received
      }
      #expect(answers.ranges(of: "HTTP/1.1 200 ").count == 60)
      #expect(answers.ranges(of: "HTTP/1.1 429 ").count == 1)
      let other = try await RawConnection.exchange(gateway.port, Self.get("/"))
      #expect(other.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test("closes a connection beyond a network's share at once, and goes on serving the others")
  func budget() async throws {
    try await GatewayWorld.with(connections: ConnectionBudget(maximum: 8)) { gateway in
      let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
      try await RawConnection.with(gateway.port) { first in
        try await first.send(request)
        try await first.read(until: "HTTP/1.1 200 ")
        try await RawConnection.with(gateway.port) { second in
          try await second.send(request)
          try await second.read(until: "HTTP/1.1 200 ")
          let third = try? await RawConnection.exchange(gateway.port, request)
          #expect((third ?? "").isEmpty)
          try await second.send(request)
          try await second.read(until: "HTTP/1.1 200 ", count: 2)
        }
      }
    }
  }
}
