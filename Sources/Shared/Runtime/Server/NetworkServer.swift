import Contracts
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import ServiceLifecycle
import Synchronization

/// A service on the network: its methods, `grpc.health.v1` and `grpc.reflection.v1` on one gRPC server.
///
/// Handlers are registered as bytes in and bytes out on the concrete transport, so that a call passes
/// through no unspecialised generic code and runs exactly what an in-process caller runs.
public final class NetworkServer: Service, Sendable {
  private let server: GRPCServer<HTTP2ServerTransport.Posix>
  private let transport: HTTP2ServerTransport.Posix
  private let health: HealthService
  private let listener = Listener()
  private let onListening: @Sendable (_ host: String, _ port: Int) async -> Void

  /// - Parameters:
  ///   - serviceToken: what callers present as `quartet-service-token`; health and reflection need none.
  ///   - budget: a connection beyond it is closed at once.
  ///   - onListening: told the bound address, once.
  public init(
    module: ServiceModule, host: String, port: Int, serviceToken: String,
    budget: ConnectionBudget = .forProcess(), limits: ConnectionLimits = .init(),
    onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void
  ) throws {
    transport = HTTP2ServerTransport.Posix(
      address: host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port),
      transportSecurity: .plaintext, config: Self.config(budget, limits, listener))
    health = HealthService(
      services: module.services.flatMap(\.rpcMethods).map(\.descriptor.service.fullyQualifiedService),
      database: module.database)
    var router = RPCRouter<HTTP2ServerTransport.Posix>()
    for method in module.services.flatMap(\.rpcMethods) {
      Self.register(method, on: &router) { try CallMetadata.decode($0, token: serviceToken) }
    }
    for method in health.rpcMethods + (try ReflectionService()).rpcMethods {
      Self.register(method, on: &router) { Call(caller: Caller(), requestID: "", metadata: $0) }
    }
    server = GRPCServer(transport: transport, router: router)
    self.onListening = onListening
  }

  private static func config(
    _ budget: ConnectionBudget, _ limits: ConnectionLimits, _ listener: Listener
  ) -> HTTP2ServerTransport.Posix.Config {
    var config = HTTP2ServerTransport.Posix.Config.defaults
    config.connection.keepalive.time = .seconds(30)
    config.connection.keepalive.timeout = .seconds(10)
    config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
    config.connection.keepalive.clientBehavior.allowWithoutCalls = true
    config.connection.maxIdleTime = .seconds(600)
    config.http2.maxConcurrentStreams = 4096
    config.channelDebuggingCallbacks.onBindTCPListener = { listener.opened($0) }
    config.channelDebuggingCallbacks.onAcceptTCPConnection = { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          ConnectionGuard(budget: budget, limits: limits), position: .first)
      }
    }
    config.channelDebuggingCallbacks.onAcceptHTTP2Stream = { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(StreamGuard(limits: limits), position: .first)
      }
    }
    return config
  }

  /// Serves until shutdown, then stops accepting and finishes what is under way.
  public func run() async throws {
    let serving = Task { try await server.serve() }
    try await withGracefulShutdownHandler {
      try await withTaskCancellationHandler {
        await self.tellAddress()
        try await serving.value
      } onCancel: {
        self.stopAccepting { serving.cancel() }
      }
    } onGracefulShutdown: {
      self.health.shutDown()
      self.stopAccepting { self.server.beginGracefulShutdown() }
    }
  }

  /// Where nothing could be bound there is no address; `serve` says why.
  private func tellAddress() async {
    guard let address = try? await transport.listeningAddress else { return }
    await onListening(
      address.ipv4?.host ?? address.ipv6?.host ?? "", address.ipv4?.port ?? address.ipv6?.port ?? 0)
  }

  private func stopAccepting(_ next: @escaping @Sendable () -> Void) {
    Task {
      await listener.stopAccepting()
      next()
    }
  }

  private static func register(
    _ method: RPCMethod, on router: inout RPCRouter<HTTP2ServerTransport.Posix>,
    authenticate: @escaping @Sendable (Metadata) throws -> Call
  ) {
    router.registerHandler(forMethod: method.descriptor, deserializer: RawBytes(), serializer: RawBytes()) {
      request, context in
      let call = try authenticate(request.metadata)
      return switch method.handler {
      case .unary(let handler): try await unary(method, handler, call, request, context)
      case .streaming(let handler): try await streaming(method, handler, call, request, context)
      }
    }
  }

  private static func unary(
    _ method: RPCMethod, _ handler: @escaping RPCMethod.Unary, _ call: Call,
    _ request: StreamingServerRequest<[UInt8]>, _ context: ServerContext
  ) async throws -> StreamingServerResponse<[UInt8]> {
    var iterator = request.messages.makeAsyncIterator()
    guard let message = try await iterator.next() else {
      throw ServiceError(.invalidArgument, "MESSAGE_MISSING", "The request message is missing.")
    }
    let reply = try await untilCancelled(context) {
      try await ServedCall.network(method.descriptor, call) { try await handler(message, call.metadata, context) }
    }
    var metadata = reply.metadata
    call.response.write(to: &metadata)
    return StreamingServerResponse(metadata: metadata) { writer in
      try await writer.write(reply.message)
      return [:]
    }
  }

  /// The producer runs after this function has returned, so the call is bound around it again.
  private static func streaming(
    _ method: RPCMethod, _ handler: @escaping RPCMethod.Streaming, _ call: Call,
    _ request: StreamingServerRequest<[UInt8]>, _ context: ServerContext
  ) async throws -> StreamingServerResponse<[UInt8]> {
    let reply = try await untilCancelled(context) {
      try await ServedCall.network(method.descriptor, call) {
        try await handler(request.messages, call.metadata, context)
      }
    }
    var metadata = reply.metadata
    call.response.write(to: &metadata)
    return StreamingServerResponse(metadata: metadata) { writer in
      try await untilCancelled(context) {
        try await ServedCall.network(method.descriptor, call) {
          try await reply.produce { try await writer.write($0) }
        }
      }
      return [:]
    }
  }

  /// gRPC tells of a cancelled call (client gone, deadline passed) through the context, not by
  /// cancelling the task.
  private static func untilCancelled<T: Sendable>(
    _ context: ServerContext, _ body: @escaping @Sendable () async throws -> T
  ) async throws -> T {
    let task = Task.immediate(operation: body)
    return try await withTaskCancellationHandler {
      try await withRPCCancellationHandler {
        try await task.value
      } onCancelRPC: {
        task.cancel()
      }
    } onCancel: {
      task.cancel()
    }
  }
}
