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
  private let handler: NIOLoopBound<UnaryConnectionHandler>
  private let end: ConnectionEnd

  /// - Parameter onEnd: told once, when the connection takes no more calls.
  static func open(
    _ address: SocketAddress, limits: UnaryConnectionHandler.Limits,
    onEnd: @escaping @Sendable (UnaryConnection) -> Void
  ) async throws -> UnaryConnection {
    let end = ConnectionEnd()
    let (channel, multiplexer, handler) = try await bootstrap().connect(to: address) { channel in
      channel.eventLoop.makeCompletedFuture {
        let handler = UnaryConnectionHandler(limits: limits, end: end)
        let multiplexer = try handler.configure(channel)
        return (channel, multiplexer, NIOLoopBound(handler, eventLoop: channel.eventLoop))
      }
    }
    let connection = UnaryConnection(channel: channel, multiplexer: multiplexer, handler: handler, end: end)
    end.whenEnded { onEnd(connection) }
    return connection
  }

  private static func bootstrap() -> ClientBootstrap {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .connectTimeout(.seconds(5))
    #if os(Linux)
      // TCP_USER_TIMEOUT in milliseconds: a peer that acknowledges nothing is gone.
      return bootstrap.channelOption(.tcpOption(.init(rawValue: 18)), value: 20_000)
    #else
      return bootstrap
    #endif
  }

  private init(
    channel: any Channel, multiplexer: NIOHTTP2Handler.StreamMultiplexer,
    handler: NIOLoopBound<UnaryConnectionHandler>, end: ConnectionEnd
  ) {
    self.channel = channel
    self.multiplexer = multiplexer
    self.handler = handler
    self.end = end
  }

  /// - Throws: `RPCError`, ``ServiceError``, ``CallNotRun``, or `CancellationError`; a cancelled call's stream
  ///   is reset, which cancels the handler at the other end.
  func call(
    _ headers: HPACKHeaders, _ message: [UInt8], deadline: ContinuousClock.Instant?
  ) async throws -> UnaryAnswer {
    let promise = channel.eventLoop.makePromise(of: UnaryAnswer.self)
    let stream = channel.eventLoop.makePromise(of: (any Channel).self)
    multiplexer.createStreamChannel(promise: stream) { [handler] channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          UnaryStreamHandler(
            connection: handler.value, headers: headers, message: message, deadline: deadline, promise: promise))
      }
    }
    stream.futureResult.whenFailure { promise.fail(CallNotRun(reason: ConnectFailure.reason($0))) }
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      stream.futureResult.whenSuccess {
        $0.pipeline.fireUserInboundEventTriggered(UnaryStreamHandler.Cancellation())
      }
      channel.eventLoop.execute { promise.fail(CancellationError()) }
    }
  }

  var isUsable: Bool { channel.isActive && !end.hasEnded }

  /// Takes no more calls; the connection is closed with the last of those under way.
  func retire() {
    channel.eventLoop.execute { self.handler.value.retire() }
  }

  func close() { channel.close(promise: nil) }
}
