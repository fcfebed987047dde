import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import Runtime

@Suite("Connections that keep a service waiting")
struct ConnectionGuardTests {
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  /// SETTINGS with one setting.
  private static let settings: [UInt8] = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 6, 0, 1, 0, 0]

  private static func connect(_ budget: ConnectionBudget = ConnectionBudget(maximum: 9)) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: ConnectionGuard(budget: budget, limits: ConnectionLimits()))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return channel
  }

  @Test("without a whole preface and SETTINGS it is closed after ten seconds", arguments: [0, 1, 23, 24, 33, 38])
  func handshake(_ bytes: Int) throws {
    let channel = try Self.connect()
    try channel.writeInbound(ByteBuffer(bytes: (Self.preface + Self.settings).prefix(bytes)))
    channel.embeddedEventLoop.advanceTime(by: .seconds(9))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test("with them, in whatever pieces, it stays until it has been silent for a minute", arguments: [1, 7, 39])
  func silence(_ piece: Int) throws {
    let channel = try Self.connect()
    let bytes = Self.preface + Self.settings
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(start + piece, bytes.count)]))
    }
    channel.embeddedEventLoop.advanceTime(by: .seconds(50))
    try channel.writeInbound(ByteBuffer(bytes: [0]))
    channel.embeddedEventLoop.advanceTime(by: .seconds(59))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test("a shutdown waits for a client that answers only")
  func shutdown() throws {
    let (silent, lively) = (try Self.connect(), try Self.connect())
    for channel in [silent, lively] {
      try channel.writeInbound(ByteBuffer(bytes: Self.preface + Self.settings))
      channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
      channel.embeddedEventLoop.advanceTime(by: .seconds(5))
    }
    try lively.writeInbound(ByteBuffer(bytes: [0]))
    for channel in [silent, lively] { channel.embeddedEventLoop.advanceTime(by: .seconds(5)) }
    #expect(!silent.isActive)
    #expect(lively.isActive)
    _ = try lively.finish()
  }

  @Test("what it took of the budget it gives back once")
  func budget() throws {
    let budget = ConnectionBudget(maximum: 1)
    let first = try Self.connect(budget)
    let second = try Self.connect(budget)
    #expect(first.isActive && !second.isActive)
    #expect(budget.open == 1)
    _ = try first.finish()
    #expect(budget.open == 0)
    let third = try Self.connect(budget)
    #expect(third.isActive)
    _ = try third.finish()
  }

  @Test("a request that does not end is given up")
  func request() throws {
    let channel = EmbeddedChannel(handler: StreamGuard(limits: ConnectionLimits()))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeInbound(HTTP2Frame.FramePayload.headers(.init(headers: [":path": "/a/b"])))
    channel.embeddedEventLoop.advanceTime(by: .seconds(59))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test("a request that has ended may take its time")
  func answer() throws {
    let channel = EmbeddedChannel(handler: StreamGuard(limits: ConnectionLimits()))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeInbound(HTTP2Frame.FramePayload.headers(.init(headers: [":path": "/a/b"])))
    try channel.writeInbound(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
    channel.embeddedEventLoop.advanceTime(by: .hours(1))
    #expect(channel.isActive)
    _ = try channel.finish()
  }

  @Test("trailers that are too long keep their status")
  func longTrailers() throws {
    let channel = EmbeddedChannel(handler: StreamGuard(limits: ConnectionLimits()))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeOutbound(
      HTTP2Frame.FramePayload.headers(
        .init(
          headers: ["grpc-status": "5", "grpc-message": String(repeating: "x", count: 20_000)], endStream: true)))
    let sent = try #require(try channel.readOutbound(as: HTTP2Frame.FramePayload.self))
    guard case .headers(let frame) = sent else {
      Issue.record("\(sent)")
      return
    }
    #expect(frame.endStream)
    #expect(frame.headers.first(name: "grpc-status") == "5")
    #expect(frame.headers.listSize < 16_384)
    _ = try channel.finish()
  }
}
