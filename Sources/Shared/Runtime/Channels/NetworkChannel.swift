import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOHPACK
import ServiceLifecycle

/// Another service over gRPC: DNS round-robin over its replicas, keepalive, deadlines, and retries of
/// methods without side effects on UNAVAILABLE.
///
/// Unary calls go through ``UnaryClient``, streaming ones through grpc-swift; both move raw bytes.
public final class NetworkChannel: Service, Sendable {
  private let client: GRPCClient<HTTP2ClientTransport.Posix>
  private let unaryClient: UnaryClient
  /// What grpc-swift's server reads of a call's metadata, less HTTP/2's own fields.
  private static let maximumStreamHead = 15_000

  private let serviceToken: String
  private let retryable: @Sendable (MethodDescriptor) -> Bool

  /// - Parameter retryable: the methods that may be sent again after UNAVAILABLE.
  public init(
    host: String, port: Int, serviceToken: String, retryable: @escaping @Sendable (MethodDescriptor) -> Bool
  ) throws {
    var config = HTTP2ClientTransport.Posix.Config.defaults
    config.connection.keepalive = .init(time: .seconds(30), timeout: .seconds(10), allowWithoutCalls: true)
    config.backoff = .init(initial: .milliseconds(50), max: .seconds(2), multiplier: 1.6, jitter: 0.2)
    let transport = try HTTP2ClientTransport.Posix(
      target: .dns(host: host, port: port), transportSecurity: .plaintext, config: config,
      serviceConfig: ServiceConfig(loadBalancingConfig: [.roundRobin]))
    self.client = GRPCClient(transport: transport)
    self.unaryClient = UnaryClient(host: host, port: port)
    self.serviceToken = serviceToken
    self.retryable = retryable
  }

  /// Keeps the connections until shutdown.
  public func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { try? await self.client.runConnections() }
        group.addTask { await self.unaryClient.run() }
        await group.waitForAll()
      }
    } onGracefulShutdown: {
      self.client.beginGracefulShutdown()
    }
    unaryClient.close()
  }

  /// See ``ServiceChannel/unary(_:_:_:)``.
  public func unary(_ method: MethodDescriptor, _ message: [UInt8], _ call: Call) async throws -> [UInt8] {
    var attempt = 1
    while true {
      do {
        return try await send(method, message, call)
      } catch let error as ServiceError where error.code == .unavailable && attempt < 3 && retryable(method) {
        try await Task.sleep(for: .milliseconds(20 * attempt * attempt + Int.random(in: 0..<20)))
        attempt += 1
      }
    }
  }

  private func send(_ method: MethodDescriptor, _ message: [UInt8], _ call: Call) async throws -> [UInt8] {
    do {
      let answer = try await unaryClient.call(try headers(method, call), message, deadline: call.deadline)
      call.response.read(from: answer.metadata)
      return answer.message
    } catch let error as RPCError {
      throw Self.failure(error)
    }
  }

  private func headers(_ method: MethodDescriptor, _ call: Call) throws -> HPACKHeaders {
    var headers = HPACKHeaders()
    headers.reserveCapacity(16)
    headers.add(name: ":method", value: "POST")
    headers.add(name: ":scheme", value: "http")
    headers.add(name: ":path", value: "/\(method.service.fullyQualifiedService)/\(method.method)")
    headers.add(name: ":authority", value: unaryClient.authority)
    headers.add(name: "te", value: "trailers")
    headers.add(name: "content-type", value: "application/grpc")
    for (name, value) in try CallMetadata.encode(call, serviceToken) {
      switch value {
      case .string(let text): headers.add(name: name, value: text)
      case .binary(let bytes): headers.add(name: name, value: bytes.base64)
      }
    }
    return headers
  }

  /// See ``ServiceChannel/stream(_:_:_:head:message:)``.
  public func stream(
    _ method: MethodDescriptor, _ messages: RPCAsyncSequence<[UInt8], any Error>, _ call: Call,
    head: @escaping @Sendable () async throws -> Void,
    message: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    let metadata = try CallMetadata.encode(call, serviceToken)
    let size = metadata.listSize
    guard size <= Self.maximumStreamHead else {
      throw ServiceError.headTooLarge(size, maximum: Self.maximumStreamHead)
    }
    do {
      try await client.bidirectionalStreaming(
        request: StreamingClientRequest(metadata: metadata) { writer in
          for try await bytes in messages { try await writer.write(bytes) }
        },
        descriptor: method, serializer: RawBytes(), deserializer: RawBytes(), options: options(call)
      ) { response in
        call.response.read(from: response.metadata)
        let contents = try response.accepted.get()
        try await head()
        for try await part in contents.bodyParts {
          if case .message(let bytes) = part { try await message(bytes) }
        }
      }
    } catch let error as RPCError {
      throw Self.failure(explained(error))
    }
  }

  /// grpc-swift keeps to itself why it has no connection; the other client knows.
  private func explained(_ error: RPCError) -> RPCError {
    guard error.code == .unavailable, error.metadata.isEmpty, let problem = unaryClient.problem else { return error }
    return unaryClient.unreachable(problem)
  }

  private func options(_ call: Call) -> CallOptions {
    var options = CallOptions.defaults
    // A service that is away is an answer, not a reason to wait for the deadline.
    options.waitForReady = false
    if let deadline = call.deadline { options.timeout = max(.milliseconds(1), deadline - .now) }
    return options
  }

  /// Cancellation can surface as `.unknown` (grpc-swift-2 #9): look at the cause first.
  private static func failure(_ error: RPCError) -> any Error {
    if error.code == .cancelled || error.cause is CancellationError, Task.isCancelled { return CancellationError() }
    // Nobody on this side has given the call up, so the service has: it is on its way out.
    if error.code == .cancelled {
      return ServiceError(rpc: RPCError(code: .unavailable, message: "The service ended the call before its answer."))
    }
    return ServiceError(rpc: error)
  }
}

extension Metadata {
  /// The size of HTTP/2's header list, with binary values as Base64.
  fileprivate var listSize: Int {
    reduce(0) { size, field in
      let value =
        switch field.value {
        case .string(let text): text.utf8.count
        case .binary(let bytes): (bytes.count + 2) / 3 * 4
        }
      return size + field.key.utf8.count + value + 32
    }
  }
}
