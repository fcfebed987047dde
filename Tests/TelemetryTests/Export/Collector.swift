import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An OTLP receiver on a free port of the loopback interface, which answers as the test says.
final class Collector: Sendable {
  struct Request: Sendable {
    var method: String
    var path: String
    var contentType: String?
    var body: [UInt8]
  }

  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
  }

  let endpoint: String
  /// What arrived, in order.
  let requests: AsyncStream<Request>

  private init(endpoint: String, requests: AsyncStream<Request>) {
    self.endpoint = endpoint
    self.requests = requests
  }

  /// Runs `body` with a receiver that gives `answers` in turn, and 200 from then on.
  static func with(_ answers: [Answer] = [], _ body: (Collector) async throws -> Void) async throws {
    let (requests, continuation) = AsyncStream<Request>.makeStream()
    let remaining = Remaining(answers)
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
          try channel.pipeline.syncOperations.addHandler(
            Handler(received: continuation, next: { remaining.next() }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = server.localAddress?.port ?? 0
    do {
      try await body(Collector(endpoint: "http://127.0.0.1:\(port)", requests: requests))
    } catch {
      try await server.close()
      throw error
    }
    try await server.close()
  }

  private final class Remaining: Sendable {
    private let answers: Mutex<[Answer]>
    init(_ answers: [Answer]) { self.answers = Mutex(answers) }
    func next() -> Answer { answers.withLock { $0.isEmpty ? Answer() : $0.removeFirst() } }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let received: AsyncStream<Request>.Continuation
    private let next: @Sendable () -> Answer
    private var request: Request?

    init(received: AsyncStream<Request>.Continuation, next: @escaping @Sendable () -> Answer) {
      self.received = received
      self.next = next
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        request = Request(
          method: head.method.rawValue, path: head.uri, contentType: head.headers.first(name: "content-type"), body: [])
      case .body(let part): request?.body += Array(part.readableBytesView)
      case .end:
        answer(next(), context)
        if let request { received.yield(request) }
      }
    }

    private func answer(_ answer: Answer, _ context: ChannelHandlerContext) {
      var head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: answer.headers)
      head.headers.replaceOrAdd(name: "content-length", value: "\(answer.body.count)")
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
