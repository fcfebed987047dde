import NIOCore
import NIOPosix

/// A client that sends bytes as they are, to 127.0.0.1.
struct RawConnection {
  struct Ended: Error, CustomStringConvertible {
    let description: String
  }

  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private(set) var received = ""

  /// Connects, and leaves when `body` is done.
  static func with<T: Sendable>(
    _ port: Int, _ body: @Sendable (inout RawConnection) async throws -> T
  ) async throws -> T {
    let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
      host: "127.0.0.1", port: port
    ) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    var result: T?
    do {
      try await client.executeThenClose { inbound, outbound in
        var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
        result = try await body(&connection)
      }
    } catch ChannelError.ioOnClosedChannel where result != nil {
      // The server was the first to close.
    }
    guard let result else { throw Ended(description: "Closed before anything was sent.") }
    return result
  }

  /// Sends one request and reads until the server closes the connection.
  static func exchange(_ port: Int, _ text: String) async throws -> String {
    try await with(port) { connection in
      try await connection.send(text)
      return await connection.readToEnd()
    }
  }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

  /// Reads until everything received contains `mark` so many times.
  mutating func read(until mark: String, count: Int = 1) async throws {
    while received.ranges(of: mark).count < count {
      guard let bytes = try await inbound.next() else { throw Ended(description: "No \"\(mark)\" in: \(received)") }
      received += String(buffer: bytes)
    }
  }

  /// Everything received until the server closes the connection.
  mutating func readToEnd() async -> String {
    while let bytes = try? await inbound.next() { received += String(buffer: bytes) }
    return received
  }
}
