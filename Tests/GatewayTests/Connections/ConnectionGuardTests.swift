import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("A connection's end")
struct ConnectionGuardTests {
  private static let upload = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nbegin"

  @Test("after an early answer comes in five seconds, with what is sent meanwhile read and dropped")
  func lingers() throws {
    let connection = try WireConnection()
    try connection.send(Self.upload)
    connection.answer(.unauthorized)
    #expect(try connection.received().contains("connection: close"))
    #expect(connection.socket.isHalfClosed)
    let reads = connection.socket.reads
    try connection.send(String(repeating: "x", count: 1000))
    #expect(connection.socket.reads > reads)
    connection.pass(.milliseconds(4_999))
    #expect(connection.isOpen)
    connection.pass(.milliseconds(1))
    #expect(!connection.isOpen)
  }

  @Test("after an early answer comes at once when the client has finished, or sends without end")
  func lingersLess() throws {
    let gone = try WireConnection()
    try gone.send(Self.upload)
    gone.answer(.unauthorized)
    #expect(gone.isOpen)
    gone.finish()
    #expect(!gone.isOpen)
    let endless = try WireConnection()
    try endless.send(Self.upload)
    endless.answer(.unauthorized)
    try endless.send(String(repeating: "x", count: ConnectionGuard.maximumDropped))
    #expect(endless.isOpen)
    try endless.send("x")
    #expect(!endless.isOpen)
  }

  @Test("comes with the answer to a request that asks for it, in any spelling, and to HTTP/1.0")
  func asked() throws {
    for head in [
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    ] {
      let connection = try WireConnection()
      try connection.send(head)
      try connection.sendGet()
      #expect(connection.requests.heads.count == 1, "\(head)")
      connection.answer()
      #expect(try connection.received().contains("connection: close"), "\(head)")
      #expect(!connection.isOpen, "\(head)")
    }
    let kept = try WireConnection()
    try kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    kept.answer()
    #expect(try kept.received().contains("connection: keep-alive"))
    #expect(kept.isOpen)
  }

  @Test(
    "comes with a 400 for bytes that are not HTTP, after the answers that are due",
    arguments: ["\u{0}\u{1}garbage\r\n\r\n", "GET / HTTP/1.1\r\nHost a\r\n\r\n", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"])
  func garbage(bytes: String) throws {
    let connection = try WireConnection()
    try connection.sendGet()
    try connection.send(bytes)
    #expect(try connection.received().isEmpty)
    connection.answer()
    let answers = try connection.received().components(separatedBy: "HTTP/1.1 ").dropFirst()
    #expect(answers.map { $0.prefix(3) } == ["200", "400"])
    #expect(answers.last?.contains("malformed_request") == true)
    connection.finish()
    #expect(!connection.isOpen)
    #expect(connection.requests.errors.isEmpty)
  }

  @Test("comes with a 431 for a head that is too long")
  func longHead() throws {
    let connection = try WireConnection()
    try connection.sendGet("X-Long: \(String(repeating: "x", count: GatewayChannel.maximumHeadBytes))\r\n")
    let answer = try connection.received()
    #expect(answer.hasPrefix("HTTP/1.1 431 "))
    #expect(answer.contains("65536 bytes"))
    #expect(connection.requests.heads.isEmpty)
  }

  @Test(
    "comes with a 400 for a request without one good Host",
    arguments: [
      "", "Host: a\r\nHost: a\r\n", "Host: \r\n", "Host: a b\r\n", "Host: a:b\r\n", "Host: a:99999\r\n",
      "Host: user@a\r\n", "Host: http://a\r\n", "Host: [::1\r\n", "Host: a/b\r\n",
    ])
  func hosts(header: String) throws {
    let connection = try WireConnection()
    try connection.send("GET / HTTP/1.1\r\n\(header)\r\n")
    let answer = try connection.received()
    #expect(answer.hasPrefix("HTTP/1.1 400 "))
    #expect(answer.contains("host_invalid"))
    #expect(connection.requests.heads.isEmpty)
  }

  @Test("does not come for a good Host", arguments: ["a", "a.example:8080", "127.0.0.1:1", "[::1]:80", "[::1]", "a:"])
  func goodHosts(host: String) throws {
    let connection = try WireConnection()
    try connection.send("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    #expect(connection.requests.heads.count == 1)
  }

  @Test("is all that a client gets that leaves in the middle of a request")
  func leaves() throws {
    for bytes in ["GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", Self.upload] {
      let connection = try WireConnection()
      try connection.send(bytes)
      connection.finish()
      #expect(!connection.isOpen)
      #expect(try connection.received().isEmpty)
    }
  }

  @Test("waits for the answer to a whole request whose client has half closed")
  func halfClosed() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    connection.finish()
    #expect(connection.isOpen)
    connection.answer()
    #expect(try connection.received().hasPrefix("HTTP/1.1 200 "))
  }
}
