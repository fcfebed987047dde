import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("A slow client")
struct ConnectionDeadlinesTests {
  @Test("that says nothing is gone ten seconds after it came")
  func silent() throws {
    let connection = try WireConnection()
    connection.pass(.milliseconds(9_999))
    #expect(connection.isOpen)
    connection.pass(.milliseconds(1))
    #expect(!connection.isOpen)
    #expect(try connection.received().isEmpty)
  }

  @Test("has ten seconds for a head, from its first byte on, however steadily it trickles")
  func trickledHead() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    connection.answer()
    _ = try connection.received()
    connection.pass(.seconds(50))
    for byte in ["G", "E", "T", " ", "/", "x", "x", "x", "x", "x"] {
      try connection.send(byte)
      connection.pass(.seconds(1))
    }
    let answer = try connection.received()
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
    #expect(answer.contains("connection: close"))
    #expect(connection.socket.isHalfClosed)
    connection.pass(.seconds(5))
    #expect(!connection.isOpen)
  }

  @Test("may keep a connection without a request for 75 seconds")
  func idle() throws {
    let connection = try WireConnection()
    for _ in 0..<3 {
      try connection.sendGet()
      connection.answer()
      connection.pass(.milliseconds(74_999))
      #expect(connection.isOpen)
    }
    connection.pass(.milliseconds(1))
    #expect(!connection.isOpen)
  }

  @Test(
    "has as long for a body as its route has, counted from the head",
    arguments: ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"])
  func trickledBody(framing: String) throws {
    let connection = try WireConnection(body: .seconds(20))
    try connection.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n")
    for _ in 0..<19 {
      connection.pass(.seconds(1))
      try connection.send("1\r\n")
    }
    #expect(connection.requests.errors.isEmpty)
    connection.pass(.seconds(1))
    #expect(connection.requests.errors.count == 1)
    #expect(connection.requests.errors.first is RequestOverdue)
    connection.answer(.requestTimeout)
    let answer = try connection.received()
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
    #expect(answer.contains("connection: close"))
    connection.pass(.seconds(5))
    #expect(!connection.isOpen)
  }

  @Test("that waits for its answer is not idle")
  func answering() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    connection.pass(.minutes(10))
    #expect(connection.isOpen)
    connection.answer()
    #expect(try connection.received().hasPrefix("HTTP/1.1 200 "))
    #expect(connection.isOpen)
  }

  @Test("that does not read its answer is not waited for for ever")
  func unread() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    connection.socket.isReading = false
    connection.answer(.ok, String(repeating: "x", count: 100_000))
    connection.pass(.seconds(60))
    #expect(connection.isOpen)
    connection.pass(.seconds(75))
    #expect(!connection.isOpen)
  }

  @Test("that asks on and on without reading an answer is not waited for either")
  func unreadAndPipelined() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    try connection.sendGet()
    connection.socket.isReading = false
    connection.channel.isWritable = false
    connection.answer(.ok, String(repeating: "x", count: 100_000))
    connection.pass(.seconds(120))
    #expect(!connection.isOpen)
  }

  @Test("may send its next request while it waits")
  func pipelined() throws {
    let connection = try WireConnection()
    try connection.sendGet()
    try connection.sendGet()
    connection.pass(.minutes(2))
    connection.answer()
    connection.pass(.minutes(2))
    #expect(connection.isOpen)
    connection.answer()
    #expect(try connection.received().components(separatedBy: "HTTP/1.1 200 ").count == 3)
    connection.pass(.seconds(75))
    #expect(!connection.isOpen)
  }
}
