import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf

/// A service that answers what its test says. Every other RPC is refused with UNIMPLEMENTED and its name.
///
///     FakeService().on(.getStore) { request in .with { $0.id = request.id } }
///
/// `Call.current` tells an answer who asks.
public struct FakeService: RegistrableRPCService, DirectlyCallable {
  public private(set) var rpcMethods: [RPCMethod] = []

  public init() {}

  /// Answers a unary RPC.
  public func on<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ answer: @escaping @Sendable (Request) async throws -> Response
  ) -> FakeService {
    with(
      RPCMethod(
        rpc.descriptor,
        .unary { bytes, _, _ in
          let response = try await answer(try Request(serializedBytes: bytes))
          return .init(message: try response.serializedBytes(), metadata: [:])
        }))
  }

  /// Answers an RPC with what is sent until `produce` returns.
  public func on<Request: Message, Response: Message>(
    _ rpc: StreamingRPC<Request, Response>,
    _ produce: @escaping @Sendable (Request, _ send: @Sendable (Response) async throws -> Void) async throws -> Void
  ) -> FakeService {
    with(
      RPCMethod(
        rpc.descriptor,
        .streaming { messages, _, _ in
          var iterator = messages.makeAsyncIterator()
          let request = try Request(serializedBytes: try await iterator.next() ?? [])
          return .init(metadata: [:]) { write in
            try await produce(request) { try await write(try $0.serializedBytes()) }
          }
        }))
  }

  /// As the service that others know by this name.
  public func module(_ name: String) -> ServiceModule { ServiceModule(name: name, services: [self]) }

  /// Both ways to serve a module take its methods from ``rpcMethods``.
  public func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {}

  private func with(_ method: RPCMethod) -> FakeService {
    var service = self
    service.rpcMethods.append(method)
    return service
  }
}
