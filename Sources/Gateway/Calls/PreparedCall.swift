import GRPCCore
import HTTPTypes
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

  /// The service's answer as HTTP.
  func answer(_ message: [UInt8]) throws -> Answer {
    var answer = Answer(
      call.response.status ?? route.successStatus, ErrorBody.json, ByteBuffer(), headers: call.response.fields)
    if answer.status == 204 || answer.status == 304 {
      answer.contentType = nil
    } else if route.response.isRaw {
      let body = try route.response.raw(wire: message)
      answer.contentType = body.contentType
      answer.body = ByteBuffer(bytes: body.data)
    } else {
      answer.body = ByteBuffer(bytes: try route.response.json(wire: message))
    }
    if let contentType = answer.headers[.contentType] {
      answer.contentType = contentType
      answer.headers[.contentType] = nil
    }
    return answer
  }

  /// The messages as a stream that ends.
  var messageStream: RPCAsyncSequence<[UInt8], any Error> {
    RPCAsyncSequence(
      wrapping: AsyncThrowingStream { continuation in
        for message in messages { continuation.yield(message) }
        continuation.finish()
      })
  }
}
