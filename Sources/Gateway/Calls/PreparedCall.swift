import GRPCCore
import NIOCore
import Runtime

/// A request that has passed every check: the route, the call and the serialized request messages.
struct PreparedCall: Sendable {
  let route: Route
  let call: Call
  /// One message, or several for a client-streaming method.
  let messages: [[UInt8]]
  /// The client's connection.
  let channel: any Channel

  /// The messages as a stream that ends.
  var messageStream: RPCAsyncSequence<[UInt8], any Error> {
    RPCAsyncSequence(
      wrapping: AsyncThrowingStream { continuation in
        for message in messages { continuation.yield(message) }
        continuation.finish()
      })
  }
}
