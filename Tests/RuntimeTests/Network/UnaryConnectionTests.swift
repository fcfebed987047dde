import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import Runtime

@Suite("A connection to a replica")
struct UnaryConnectionTests {
  /// Empty SETTINGS, which begin a server's side.
  private static let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]

  private static func connect() throws -> (EmbeddedChannel, UnaryConnectionHandler, ConnectionEnd) {
    let end = ConnectionEnd()
    let handler = UnaryConnectionHandler(limits: .init(), end: end)
    let channel = EmbeddedChannel()
    _ = try handler.configure(channel)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeInbound(ByteBuffer(bytes: settings))
    return (channel, handler, end)
  }

  /// The PING that has been sent, as the bytes of its answer.
  private static func ping(_ channel: EmbeddedChannel) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while let buffer = try channel.readOutbound(as: IOData.self) {
      if case .byteBuffer(let buffer) = buffer { bytes += buffer.readableBytesView }
    }
    let head: [UInt8] = [0, 0, 8, 6, 0, 0, 0, 0, 0]
    guard let start = bytes.firstRange(of: head) else { return nil }
    return [0, 0, 8, 6, 1, 0, 0, 0, 0] + bytes[start.upperBound...].prefix(8)
  }

  @Test("that has been quiet is asked with a PING, and closed without an answer")
  func dead() throws {
    let (channel, _, end) = try Self.connect()
    channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
    #expect(try Self.ping(channel) != nil)
    channel.embeddedEventLoop.advanceTime(by: .seconds(9))
    #expect(channel.isActive && !end.hasEnded)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive && end.hasEnded)
  }

  @Test("that answers stays")
  func alive() throws {
    let (channel, _, end) = try Self.connect()
    channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
    let answer = try #require(try Self.ping(channel))
    try channel.writeInbound(ByteBuffer(bytes: answer))
    channel.embeddedEventLoop.advanceTime(by: .seconds(10))
    #expect(channel.isActive && !end.hasEnded)
    _ = try channel.finish()
  }

  @Test("that takes no more calls is closed with the last one")
  func retired() throws {
    let (channel, handler, end) = try Self.connect()
    handler.callBegan()
    handler.retire()
    channel.embeddedEventLoop.run()
    #expect(channel.isActive && end.hasEnded)
    handler.callEnded()
    channel.embeddedEventLoop.run()
    #expect(!channel.isActive)
  }

  @Test("sees no more resets than a server takes without ending it")
  func resets() throws {
    let (channel, handler, _) = try Self.connect()
    let first = (0..<300).count { _ in handler.takeReset() }
    #expect(first == 95)
    channel.embeddedEventLoop.advanceTime(by: .seconds(30))
    #expect(handler.takeReset())
    _ = try channel.finish()
  }

  @Test("that speaks against the protocol is closed")
  func broken() throws {
    let (channel, _, end) = try Self.connect()
    // DATA on a stream that nobody has opened.
    _ = try? channel.writeInbound(ByteBuffer(bytes: [0, 0, 1, 0, 0, 0, 0, 0, 9, 7]))
    channel.embeddedEventLoop.run()
    #expect(!channel.isActive && end.hasEnded)
  }
}
