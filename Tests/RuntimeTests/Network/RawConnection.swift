import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// A gRPC client that sends what a good one does not.
struct RawConnection: Sendable {
  let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer

  static func open(port: Int) async throws -> RawConnection {
    let (channel, multiplexer) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .client, connectionConfiguration: .init(), streamConfiguration: .init(),
            inboundStreamInitializer: { $0.close() })
          return (channel, multiplexer)
        }
      }
    return RawConnection(channel: channel, multiplexer: multiplexer)
  }

  func close() async throws { try await channel.close() }

  /// `grpc.health.v1.Health/Check` with more headers.
  /// - Returns: its `grpc-status`.
  func check(_ more: [(String, String)] = []) async throws -> String {
    var headers: HPACKHeaders = [
      ":method": "POST", ":scheme": "http", ":path": "/grpc.health.v1.Health/Check", ":authority": "localhost",
      "te": "trailers", "content-type": "application/grpc",
    ]
    for (name, value) in more { headers.add(name: name, value: value) }
    let promise = channel.eventLoop.makePromise(of: String.self)
    let stream = channel.eventLoop.makePromise(of: (any Channel).self)
    multiplexer.createStreamChannel(promise: stream) { [headers] channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(RawStreamHandler(headers: headers, promise: promise))
      }
    }
    stream.futureResult.whenFailure { promise.fail($0) }
    return try await promise.futureResult.get()
  }

  /// One check on a connection of its own.
  static func check(port: Int, _ more: [(String, String)] = []) async throws -> String {
    let connection = try await open(port: port)
    let status = try await connection.check(more)
    try await connection.close()
    return status
  }
}

private final class RawStreamHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let headers: HPACKHeaders
  private let promise: EventLoopPromise<String>

  init(headers: HPACKHeaders, promise: EventLoopPromise<String>) {
    self.headers = headers
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
    let empty = ByteBuffer(bytes: [0, 0, 0, 0, 0])
    context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(empty), endStream: true))), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .headers(let frame) = unwrapInboundIn(data), frame.endStream else { return }
    promise.succeed(frame.headers.first(name: "grpc-status") ?? "none")
  }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }
}
