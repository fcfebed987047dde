import Contracts
import GRPCCore
import SwiftProtobuf

/// How one service reaches another: in process without a transport, or over gRPC. The caller's
/// identity, request id, deadline and trace go along.
public enum ServiceChannel: Sendable {
  case inProcess(InProcessServices)
  case network(NetworkChannel)

  /// Calls a unary method with a serialized message; response metadata lands in `call.response`.
  /// - Throws: ``ServiceError``, or `CancellationError`.
  public func unary(_ method: MethodDescriptor, _ message: [UInt8], _ call: Call) async throws -> [UInt8] {
    switch self {
    case .inProcess(let services): try await services.unary(method, message, call)
    case .network(let channel): try await channel.unary(method, message, call)
    }
  }

  /// Calls a streaming method. `head` runs once, when the service has accepted the call, before the
  /// first message; `call.response` is complete by then.
  /// - Throws: ``ServiceError``, `CancellationError`, or what the closures throw.
  public func stream(
    _ method: MethodDescriptor, _ messages: RPCAsyncSequence<[UInt8], any Error>, _ call: Call,
    head: @escaping @Sendable () async throws -> Void,
    message: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    switch self {
    case .inProcess(let services): try await services.stream(method, messages, call, head: head, message: message)
    case .network(let channel): try await channel.stream(method, messages, call, head: head, message: message)
    }
  }

  /// What keeps a service's database from taking writes; nil: nothing.
  /// - Throws: ``ServiceError``, or `CancellationError`, when the service does not say.
  public func storageProblem(of name: String, _ call: Call) async throws -> String? {
    switch self {
    case .inProcess(let services): return await services.storageProblem(of: name)
    case .network(let channel):
      let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = HealthService.storage }
      let reply = try await channel.unary(
        Grpc_Health_V1_Health.Method.Check.descriptor, try request.serializedBytes(), call)
      guard try Grpc_Health_V1_HealthCheckResponse(serializedBytes: reply).status == .notServing else { return nil }
      return call.response.headers.first { $0.name == HealthService.problemHeader }?.value ?? "It takes no writes."
    }
  }

  /// Calls a method on behalf of the running call, or of `caller` where there is none (workers).
  ///
  ///     let store = try await channels.order.call(.getStore) { $0.id = id }
  ///
  /// - Parameters:
  ///   - deadline: by default the running call's, or thirty seconds from now where there is none: a service that hangs
  ///     must not hold whoever asks it for ever.
  ///   - fill: fills the request.
  /// - Throws: ``ServiceError``, `CancellationError`, or what `fill` throws.
  @discardableResult
  public func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, caller: Caller? = nil, idempotencyKey: String? = nil,
    deadline: ContinuousClock.Instant? = nil, _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    var request = Request()
    try fill(&request)
    return try await call(rpc, request, caller: caller, idempotencyKey: idempotencyKey, deadline: deadline)
  }

  /// Calls a method with a request that is made already; see ``call(_:caller:idempotencyKey:deadline:_:)``.
  @discardableResult
  public func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ request: Request,
    caller: Caller? = nil, idempotencyKey: String? = nil, deadline: ContinuousClock.Instant? = nil
  ) async throws -> Response {
    let outer = Call.currentIfAny
    guard let identity = caller ?? outer?.caller else {
      throw ServiceError(.internalError, "NO_CALLER", "A call to \(rpc.descriptor) needs a caller.")
    }
    let call = Call(
      caller: identity, requestID: outer?.requestID ?? "", idempotencyKey: idempotencyKey,
      deadline: deadline ?? outer?.deadline ?? .now + .seconds(30))
    return try await self.call(rpc, request, as: call)
  }

  /// Calls a method as exactly this call; what the handler asks for besides its answer lands in `call.response`.
  /// - Throws: ``ServiceError``, or `CancellationError`.
  public func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ request: Request, as call: Call
  ) async throws -> Response {
    let reply = try await unary(rpc.descriptor, try request.serializedBytes(), call)
    return try Response(serializedBytes: reply)
  }

  /// Calls a method that answers with a stream, and hands each message on before the next is read.
  /// - Throws: ``ServiceError``, `CancellationError`, or what `each` throws.
  public func stream<Request: Message, Response: Message>(
    _ rpc: StreamingRPC<Request, Response>, _ request: Request, as call: Call,
    each: @escaping @Sendable (Response) async throws -> Void
  ) async throws {
    let bytes: [UInt8] = try request.serializedBytes()
    let messages = RPCAsyncSequence<[UInt8], any Error>(
      wrapping: AsyncThrowingStream { continuation in
        continuation.yield(bytes)
        continuation.finish()
      })
    try await stream(
      rpc.descriptor, messages, call, head: {}, message: { try await each(try Response(serializedBytes: $0)) })
  }
}
