import Contracts
import GRPCCore
import Storage
import Synchronization

/// The services of this process, called without a transport: the same handlers as over the network,
/// with the same identity, deadline, trace, metrics and errors around them.
public final class InProcessServices: Sendable {
  private let methods = Mutex<[MethodDescriptor: RPCMethod]>([:])
  /// By the service's name.
  private let databases = Mutex<[String: any Database]>([:])

  public init() {}

  /// Adds a service. Calls before that are UNIMPLEMENTED.
  public func host(_ module: ServiceModule) {
    if let database = module.database { databases.withLock { $0[module.name] = database } }
    methods.withLock { methods in
      for method in module.services.flatMap(\.rpcMethods) { methods[Self.key(method.descriptor)] = method }
    }
  }

  /// The handler of a method, for callers that look it up once.
  public func method(_ descriptor: MethodDescriptor) throws -> RPCMethod {
    guard let method = methods.withLock({ $0[Self.key(descriptor)] }) else {
      throw ServiceError(.unimplemented, "UNIMPLEMENTED", "\(descriptor) is not served here.")
    }
    return method
  }

  /// See ``ServiceChannel/storageProblem(of:_:)``.
  func storageProblem(of name: String) async -> String? {
    await databases.withLock { $0[name] }?.problem()
  }

  /// See ``ServiceChannel/unary(_:_:_:)``.
  public func unary(_ descriptor: MethodDescriptor, _ message: [UInt8], _ call: Call) async throws -> [UInt8] {
    try await Self.unary(method(descriptor), message, call)
  }

  /// Calls a unary method that was looked up before.
  public static func unary(_ method: RPCMethod, _ message: [UInt8], _ call: Call) async throws -> [UInt8] {
    guard case .unary(let handler) = method.handler else {
      throw ServiceError(.unimplemented, "UNIMPLEMENTED", "\(method.descriptor) is a streaming method.")
    }
    return try await ServedCall.inProcess(method.descriptor, call) {
      let reply = try await handler(message, call.metadata, context(method.descriptor))
      call.response.read(from: reply.metadata)
      return reply.message
    }
  }

  /// See ``ServiceChannel/stream(_:_:_:head:message:)``.
  public func stream(
    _ descriptor: MethodDescriptor, _ messages: RPCAsyncSequence<[UInt8], any Error>, _ call: Call,
    head: @escaping @Sendable () async throws -> Void,
    message: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    let method = try method(descriptor)
    try await ServedCall.inProcess(descriptor, call) {
      switch method.handler {
      case .streaming(let handler):
        let reply = try await handler(messages, call.metadata, Self.context(descriptor))
        call.response.read(from: reply.metadata)
        try await head()
        try await reply.produce(message)
      case .unary(let handler):
        var iterator = messages.makeAsyncIterator()
        guard let request = try await iterator.next() else {
          throw ServiceError(.invalidArgument, "MESSAGE_MISSING", "The request message is missing.")
        }
        let reply = try await handler(request, call.metadata, Self.context(descriptor))
        call.response.read(from: reply.metadata)
        try await head()
        try await message(reply.message)
      }
    }
  }

  /// Generated descriptors carry the method's type; those made from a path don't. Only names count.
  private static func key(_ descriptor: MethodDescriptor) -> MethodDescriptor {
    MethodDescriptor(service: descriptor.service, method: descriptor.method)
  }

  private static func context(_ descriptor: MethodDescriptor) -> ServerContext {
    ServerContext(
      descriptor: descriptor, remotePeer: "in-process", localPeer: "in-process", cancellation: .init())
  }
}
