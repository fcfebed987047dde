public import GRPCCore
public import SwiftProtobuf

/// A method of the contract that answers one request with a stream; see ``UnaryRPC``.
public struct StreamingRPC<Request: Message, Response: Message>: Sendable {
  public let descriptor: MethodDescriptor

  public init(_ descriptor: MethodDescriptor) { self.descriptor = descriptor }
}
