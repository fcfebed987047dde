import Foundation
import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2

/// What a unary call brought back.
struct UnaryAnswer: Sendable {
  /// Leading metadata; only what Quartet's services send is kept.
  var metadata: Metadata
  var message: [UInt8]
}

/// One unary gRPC call on one HTTP/2 stream: the request at once, the answer whole.
///
/// The protocol is gRPC over HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md): a five-byte prefix before each
/// message, the status in the trailers.
final class UnaryStreamHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  /// A longer answer is refused (grpc-swift's default is 4 MiB; a product page may be longer).
  private static let longestMessage = 64 << 20

  private let headers: HPACKHeaders
  private let message: [UInt8]
  private let deadline: ContinuousClock.Instant?
  private let promise: EventLoopPromise<UnaryAnswer>
  private var timer: Scheduled<Void>?
  private var head: HPACKHeaders?
  private var body = ByteBuffer()
  private var isDone = false

  init(
    headers: HPACKHeaders, message: [UInt8], deadline: ContinuousClock.Instant?, promise: EventLoopPromise<UnaryAnswer>
  ) {
    self.headers = headers
    self.message = message
    self.deadline = deadline
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
    var buffer = context.channel.allocator.buffer(capacity: message.count + 5)
    buffer.writeInteger(UInt8(0))
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer), endStream: true))), promise: nil)
    if let deadline { expire(deadline, context) }
    context.fireChannelActive()
  }

  private func expire(_ deadline: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: TimeAmount(deadline - .now)) {
      let (handler, context) = bound.value
      handler.fail(.deadlineExceeded, "The service did not answer in time.")
      context.close(promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let frame):
      if head == nil { head = frame.headers }
      if frame.endStream || frame.headers.contains(name: "grpc-status") { finish(frame.headers) }
    case .data(let frame):
      guard case .byteBuffer(var bytes) = frame.data else { return }
      body.writeBuffer(&bytes)
      if body.readableBytes > Self.longestMessage { fail(.resourceExhausted, "The answer is too long.") }
    case .rstStream(let code):
      fail(code == .refusedStream ? .unavailable : .internalError, "The service ended the call (\(code)).")
    default: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(.unavailable, "The connection to the service was lost.")
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(.unavailable, "The connection to the service failed.", error)
    context.close(promise: nil)
  }

  private func finish(_ trailers: HPACKHeaders) {
    let code = trailers.first(name: "grpc-status").flatMap(Int.init) ?? RPCError.Code.unknown.rawValue
    guard code == 0 else {
      let text = trailers.first(name: "grpc-message")?.removingPercentEncoding ?? ""
      let status = Status.Code(rawValue: code).flatMap { RPCError.Code($0) } ?? .unknown
      return fail(status, text, metadata: Metadata(hpack: trailers))
    }
    guard let message = readMessage() else { return fail(.internalError, "The service's answer is no message.") }
    isDone = true
    timer?.cancel()
    promise.succeed(UnaryAnswer(metadata: head.map(Metadata.init(hpack:)) ?? [:], message: message))
  }

  private func readMessage() -> [UInt8]? {
    guard body.readInteger(as: UInt8.self) == 0, let length = body.readInteger(as: UInt32.self) else { return nil }
    return body.readBytes(length: Int(length))
  }

  private func fail(_ code: RPCError.Code, _ message: String, _ cause: (any Error)? = nil, metadata: Metadata = [:]) {
    guard !isDone else { return }
    isDone = true
    timer?.cancel()
    promise.fail(RPCError(code: code, message: message, metadata: metadata, cause: cause))
  }
}

extension Metadata {
  /// Service metadata of an answer; HTTP/2's own and gRPC's own fields but the error details are left out.
  fileprivate init(hpack headers: HPACKHeaders) {
    self.init()
    for (name, value, _) in headers {
      guard !name.hasPrefix(":"), name.hasPrefix("quartet-") || name == "grpc-status-details-bin" else { continue }
      if name.hasSuffix("-bin") {
        addBinary(Array(base64: value), forKey: name)
      } else {
        addString(value, forKey: name)
      }
    }
  }
}
