public import GRPCCore
public import SwiftProtobuf

/// A unary method of the contract together with its request and its answer, so that no call can mix them up:
/// `order.call(.getStore) { $0.id = id }`.
///
/// Generated for every such method of Quartet's own services, under the method's name; making one costs no more
/// than reading the descriptor.
public struct UnaryRPC<Request: Message, Response: Message>: Sendable {
  public let descriptor: MethodDescriptor

  public init(_ descriptor: MethodDescriptor) { self.descriptor = descriptor }
}
