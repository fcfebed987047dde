import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Synchronization

/// A replica that answers its first calls as the test says, and every later one with an empty message.
final class FakeReplica: Sendable {
  enum Behaviour: Sendable {
    /// RST_STREAM with REFUSED_STREAM.
    case refuse
    /// GOAWAY that leaves the call out.
    case goAway
    /// The connection ends after the request has come.
    case hangUp
    case answer
  }
  private let plan: Mutex<[Behaviour]>
  private let count = Mutex(0)

  init(_ plan: [Behaviour]) { self.plan = Mutex(plan) }

  /// Calls that have come.
  var calls: Int { count.withLock { $0 } }

  func next() -> Behaviour {
    count.withLock { $0 += 1 }
    return plan.withLock { $0.isEmpty ? .answer : $0.removeFirst() }
  }

  func serve<T: Sendable>(_ body: @Sendable (_ port: Int) async throws -> T) async throws -> T {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
          ) { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandler(FakeReplicaHandler(replica: self))
            }
          }
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(server.localAddress?.port ?? 0)
      try await server.close()
      return result
    } catch {
      try await server.close()
      throw error
    }
  }
}

private final class FakeReplicaHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let replica: FakeReplica
  init(replica: FakeReplica) { self.replica = replica }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .data(let frame) = unwrapInboundIn(data), frame.endStream else { return }
    switch replica.next() {
    case .refuse: context.writeAndFlush(wrapOutboundOut(.rstStream(.refusedStream)), promise: nil)
    case .goAway:
      let goAway = HTTP2Frame(
        streamID: .rootStream, payload: .goAway(lastStreamID: 0, errorCode: .noError, opaqueData: nil))
      context.channel.parent?.writeAndFlush(goAway, promise: nil)
    case .hangUp: context.channel.parent?.close(promise: nil)
    case .answer: answer(context)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    let head: HPACKHeaders = [":status": "200", "content-type": "application/grpc"]
    context.write(wrapOutboundOut(.headers(.init(headers: head))), promise: nil)
    let empty = ByteBuffer(bytes: [0, 0, 0, 0, 0])
    context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(empty)))), promise: nil)
    let trailers: HPACKHeaders = ["grpc-status": "0"]
    context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))), promise: nil)
  }
}
