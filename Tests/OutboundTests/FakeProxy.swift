import NIOCore
import NIOPosix
import Synchronization

/// A proxy that says yes to every CONNECT and answers what comes through the tunnel with 204 itself.
final class FakeProxy: Sendable {
  let port: Int
  private let seen: Seen

  /// What came, head by head.
  var heads: [String] { seen.heads.withLock { $0 } }

  private final class Seen: Sendable {
    let heads = Mutex<[String]>([])
  }

  private init(port: Int, seen: Seen) {
    self.port = port
    self.seen = seen
  }

  static func with(_ body: (FakeProxy) async throws -> Void) async throws {
    let seen = Seen()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answering(seen)) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(FakeProxy(port: channel.localAddress?.port ?? 0, seen: seen))
      try await channel.close()
    } catch {
      try? await channel.close()
      throw error
    }
  }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let seen: Seen
    private var text = ""

    init(_ seen: Seen) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      text += String(buffer: unwrapInboundIn(data))
      while let end = text.firstRange(of: "\r\n\r\n") {
        let head = String(text[..<end.lowerBound])
        text = String(text[end.upperBound...])
        seen.heads.withLock { $0.append(head) }
        let answer = head.hasPrefix("CONNECT ") ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 204 No Content\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
      }
    }
  }
}
