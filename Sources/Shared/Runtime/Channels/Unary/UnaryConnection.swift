import Foundation
import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Synchronization

/// One HTTP/2 connection to one replica of a service.
final class UnaryConnection: Sendable {
  private let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer

  /// - Parameter onEnd: told once, when the connection takes no more calls.
  static func open(
    _ address: SocketAddress, onEnd: @escaping @Sendable (UnaryConnection) -> Void
  ) async throws -> UnaryConnection {
    let (channel, multiplexer) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .connectTimeout(.seconds(5))
      .connect(to: address) { channel in
        channel.eventLoop.makeCompletedFuture {
          let multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .client, connectionConfiguration: .init(), streamConfiguration: .init(),
            inboundStreamInitializer: { $0.close() })
          return (channel, multiplexer)
        }
      }
    let connection = UnaryConnection(channel: channel, multiplexer: multiplexer)
    let watch = ConnectionEndHandler { onEnd(connection) }
    try await channel.pipeline.addHandler(watch)
    channel.closeFuture.whenComplete { _ in watch.end() }
    return connection
  }

  private init(channel: any Channel, multiplexer: NIOHTTP2Handler.StreamMultiplexer) {
    self.channel = channel
    self.multiplexer = multiplexer
  }

  /// - Throws: `RPCError`, or `CancellationError`; a cancelled call's stream is reset, which cancels the
  ///   handler at the other end.
  func call(
    _ headers: HPACKHeaders, _ message: [UInt8], deadline: ContinuousClock.Instant?
  ) async throws -> UnaryAnswer {
    let promise = channel.eventLoop.makePromise(of: UnaryAnswer.self)
    let stream = channel.eventLoop.makePromise(of: (any Channel).self)
    multiplexer.createStreamChannel(promise: stream) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          UnaryStreamHandler(headers: headers, message: message, deadline: deadline, promise: promise))
      }
    }
    stream.futureResult.whenFailure { error in
      promise.fail(RPCError(code: .unavailable, message: "The service can't be reached.", cause: error))
    }
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      stream.futureResult.whenSuccess { $0.close(promise: nil) }
      channel.eventLoop.execute { promise.fail(CancellationError()) }
    }
  }

  var isActive: Bool { channel.isActive }

  func close() { channel.close(promise: nil) }
}

/// Notices that the server is going away (GOAWAY) or has gone.
private final class ConnectionEndHandler: ChannelInboundHandler, Sendable {
  typealias InboundIn = HTTP2Frame
  private let action: Mutex<(@Sendable () -> Void)?>

  init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }

  func end() {
    let action = action.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .goAway = unwrapInboundIn(data).payload { end() }
    context.fireChannelRead(data)
  }
}
