import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A small HTTP server on a free loopback port, for what a process under test calls.
public struct TestServer: Sendable {
  public typealias Handler = @Sendable (_ path: String, _ body: [UInt8]) async throws -> Reply

  /// A request as it came.
  public struct Received: Sendable {
    public var method: String
    public var path: String
    /// As it was sent, still encoded; empty without one.
    public var query: String
    /// By lower-case name; of several values the last one.
    public var headers: [String: String]
    public var body: [UInt8]
  }

  /// What the server answers.
  public struct Reply: Sendable {
    public var status: Int
    public var contentType: String
    public var chunks: AsyncStream<String>
    /// Told when the answer has been written, or can't be written any more.
    public var onEnd: @Sendable () -> Void = {}

    public init(_ text: String, status: Int = 200, contentType: String = "application/json") {
      self.init(
        status: status, contentType: contentType,
        chunks: AsyncStream { continuation in
          continuation.yield(text)
          continuation.finish()
        })
    }

    /// An answer that comes in pieces.
    public init(
      status: Int = 200, contentType: String, chunks: AsyncStream<String>, onEnd: @escaping @Sendable () -> Void = {}
    ) {
      self.status = status
      self.contentType = contentType
      self.chunks = chunks
      self.onEnd = onEnd
    }
  }

  /// Serves while `body` runs, with the server's base URL.
  public static func with<T: Sendable>(
    _ handler: @escaping Handler, _ body: @escaping @Sendable (String) async throws -> T
  ) async throws -> T {
    try await with(requests: { try await handler($0.path, $0.body) }, body)
  }

  /// Serves while `body` runs, with the server's base URL; the handler sees whole requests.
  public static func with<T: Sendable>(
    requests handler: @escaping @Sendable (Received) async throws -> Reply,
    _ body: @escaping @Sendable (String) async throws -> T
  ) async throws -> T {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
        let buffer = try await request.body.collect(upTo: 64 << 20)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let reply = try await handler(
          Received(
            method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
            headers: headers,
            body: Array(buffer.readableBytesView)))
        return Response(
          status: .init(code: reply.status), headers: [.contentType: reply.contentType],
          body: ResponseBody { writer in
            defer { reply.onEnd() }
            for await chunk in reply.chunks { try await writer.write(ByteBuffer(string: chunk)) }
            try await writer.finish(nil)
          })
      },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask {
        try await application.run()
        return nil
      }
      group.addTask {
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        return try await body("http://127.0.0.1:\(port)")
      }
      while let result = try await group.next() {
        if let result {
          group.cancelAll()
          return result
        }
      }
      throw CancellationError()
    }
  }
}

/// Opens once; everyone who waits goes on.
public final class Gate: Sendable {
  private let state = Mutex<(open: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

  public init() {}

  public func open() {
    let waiters = state.withLock { state in
      defer { state = (true, []) }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  public func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.open { state.waiters.append(continuation) }
        return state.open
      }
      if isOpen { continuation.resume() }
    }
  }
}
