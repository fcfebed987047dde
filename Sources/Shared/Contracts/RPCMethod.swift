public import GRPCCore
import SwiftProtobuf

/// One method of a service as bytes in and bytes out: what an in-process caller and the gateway use
/// instead of a transport, whose task and stream machinery costs many times the handler.
///
/// The generated `rpcMethods` of a service lists all of its methods; `RPCRouter` registration for the
/// network comes from the same generated protocol, so both shapes run the same handler.
public struct RPCMethod: Sendable {
  /// A unary handler: serialized request in, serialized response and its metadata out.
  public typealias Unary = @Sendable ([UInt8], Metadata, ServerContext) async throws -> UnaryReply
  /// Any handler with a stream on either side.
  public typealias Streaming =
    @Sendable (RPCAsyncSequence<[UInt8], any Error>, Metadata, ServerContext) async throws -> StreamReply

  public enum Handler: Sendable {
    case unary(Unary)
    case streaming(Streaming)
  }

  /// A serialized response message with the handler's metadata.
  public struct UnaryReply: Sendable {
    public var message: [UInt8]
    public var metadata: Metadata
    public init(message: [UInt8], metadata: Metadata) {
      self.message = message
      self.metadata = metadata
    }
  }

  /// A response stream: its leading metadata, and the producer that writes each serialized message.
  public struct StreamReply: Sendable {
    public typealias Write = @Sendable ([UInt8]) async throws -> Void
    public var metadata: Metadata
    public var produce: @Sendable (@escaping Write) async throws -> Void
    public init(metadata: Metadata, produce: @escaping @Sendable (@escaping Write) async throws -> Void) {
      self.metadata = metadata
      self.produce = produce
    }
  }

  public let descriptor: MethodDescriptor
  public let handler: Handler

  public init(_ descriptor: MethodDescriptor, _ handler: Handler) {
    self.descriptor = descriptor
    self.handler = handler
  }

  static func unary<Input: Message, Output: Message>(
    _ descriptor: MethodDescriptor,
    _ body: @escaping @Sendable (ServerRequest<Input>, ServerContext) async throws -> ServerResponse<Output>
  ) -> RPCMethod {
    RPCMethod(
      descriptor,
      .unary { bytes, metadata, context in
        let request = ServerRequest(metadata: metadata, message: try decode(Input.self, bytes))
        let response = try await body(request, context)
        let contents = try response.accepted.get()
        return UnaryReply(message: try contents.message.serializedBytes(), metadata: contents.metadata)
      })
  }

  static func serverStreaming<Input: Message, Output: Message>(
    _ descriptor: MethodDescriptor,
    _ body: @escaping @Sendable (ServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
  ) -> RPCMethod {
    RPCMethod(
      descriptor,
      .streaming { messages, metadata, context in
        var iterator = messages.makeAsyncIterator()
        guard let bytes = try await iterator.next() else {
          throw RPCError(code: .invalidArgument, message: "The request message is missing.")
        }
        let request = ServerRequest(metadata: metadata, message: try decode(Input.self, bytes))
        return try reply(try await body(request, context))
      })
  }

  static func clientStreaming<Input: Message, Output: Message>(
    _ descriptor: MethodDescriptor,
    _ body: @escaping @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> ServerResponse<Output>
  ) -> RPCMethod {
    RPCMethod(
      descriptor,
      .streaming { messages, metadata, context in
        let response = try await body(request(messages, metadata), context)
        let contents = try response.accepted.get()
        let bytes: [UInt8] = try contents.message.serializedBytes()
        return StreamReply(metadata: contents.metadata) { write in try await write(bytes) }
      })
  }

  static func bidirectionalStreaming<Input: Message, Output: Message>(
    _ descriptor: MethodDescriptor,
    _ body:
      @escaping @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
  ) -> RPCMethod {
    RPCMethod(
      descriptor,
      .streaming { messages, metadata, context in
        try reply(try await body(request(messages, metadata), context))
      })
  }

  private static func decode<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> M {
    do {
      return try M(serializedBytes: bytes)
    } catch BinaryDecodingError.messageDepthLimit {
      throw RPCError(code: .invalidArgument, message: "The request is nested too deeply.")
    } catch {
      throw RPCError(code: .invalidArgument, message: "The request is not a valid \(M.protoMessageName).", cause: error)
    }
  }

  private static func request<Input: Message>(
    _ messages: RPCAsyncSequence<[UInt8], any Error>, _ metadata: Metadata
  ) -> StreamingServerRequest<Input> {
    StreamingServerRequest(
      metadata: metadata,
      messages: RPCAsyncSequence(wrapping: messages.map { try decode(Input.self, $0) }))
  }

  private static func reply<Output: Message>(
    _ response: StreamingServerResponse<Output>
  ) throws -> StreamReply {
    let contents = try response.accepted.get()
    return StreamReply(metadata: contents.metadata) { write in
      _ = try await contents.producer(RPCWriter(wrapping: SerializingWriter<Output>(write: write)))
    }
  }
}

/// Serializes each message and hands the bytes on.
private struct SerializingWriter<Element: Message>: RPCWriterProtocol {
  let write: RPCMethod.StreamReply.Write

  func write(_ element: Element) async throws {
    try await self.write(try element.serializedBytes())
  }

  func write(contentsOf elements: some Sequence<Element>) async throws {
    for element in elements { try await self.write(element) }
  }
}
