import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import Gateway

/// A connection as the gateway has it, from bytes to requests, on a clock that a test moves by hand. The test is the
/// client and the handler.
struct WireConnection {
  /// What the handler would see.
  final class Requests: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    var heads: [HTTPRequestHead] = []
    var ends = 0
    var errors: [any Error] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): heads.append(head)
      case .body: break
      case .end: ends += 1
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }
  }

  /// The socket: knows of its half close, and takes bytes only from a client that reads.
  final class Socket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var isHalfClosed = false
    var isReading = true
    var reads = 0

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      guard mode == .output else { return context.close(mode: mode, promise: promise) }
      isHalfClosed = true
      promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
      if isReading { context.flush() }
    }

    func read(context: ChannelHandlerContext) {
      reads += 1
      context.read()
    }
  }

  let channel = EmbeddedChannel()
  let requests = Requests()
  let socket = Socket()

  init(body: TimeAmount = .seconds(30)) throws {
    let pipeline = channel.pipeline.syncOperations
    let limits = NIOHTTPDecoderLimitConfiguration(maximum: GatewayChannel.maximumHeadBytes)
    try pipeline.addHandlers([
      socket, HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
      ConnectionDeadlines(ConnectionDeadlines.Limits { _ in body }), ConnectionGuard(), requests,
    ])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  var isOpen: Bool { channel.isActive }

  func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

  func sendGet(_ more: String = "") throws { try send("GET / HTTP/1.1\r\nHost: a\r\n\(more)\r\n") }

  func pass(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

  /// The client ends its side.
  func finish() { channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }

  /// Answers the oldest request.
  func answer(_ status: HTTPResponseStatus = .ok, _ text: String = "") {
    let headers: HTTPHeaders = ["content-length": "\(text.utf8.count)"]
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    if !text.isEmpty {
      channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
    }
    channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    channel.embeddedEventLoop.run()
  }

  /// What the client has got since the last look.
  func received() throws -> String {
    channel.embeddedEventLoop.run()
    var text = ""
    while let part = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: part) }
    return text
  }
}

extension NIOHTTPDecoderLimitConfiguration {
  fileprivate init(maximum: Int) {
    self.init()
    maxHeaderFieldSize = maximum
    maxHeaderListSize = maximum
  }
}
