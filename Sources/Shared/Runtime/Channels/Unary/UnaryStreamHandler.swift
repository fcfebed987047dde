import Foundation
import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One unary gRPC call on one HTTP/2 stream: the request at once, the answer whole.
///
/// The protocol is gRPC over HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md): a five-byte prefix before each
/// message, the status in the trailers.
final class UnaryStreamHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  /// A user event: the caller waits no more.
  struct Cancellation: Sendable {}

  /// A longer answer is refused (grpc-swift's default is 4 MiB; a product page may be longer).
  private static let maximumMessage = 64 << 20

  private let connection: UnaryConnectionHandler
  private let headers: HPACKHeaders
  private let message: [UInt8]
  private let deadline: ContinuousClock.Instant?
  private let promise: EventLoopPromise<UnaryAnswer>
  private var timer: Scheduled<Void>?
  private var head: HPACKHeaders?
  private var body = ByteBuffer()
  private var wasReset = false
  private var isDone = false

  init(
    connection: UnaryConnectionHandler, headers: HPACKHeaders, message: [UInt8], deadline: ContinuousClock.Instant?,
    promise: EventLoopPromise<UnaryAnswer>
  ) {
    self.connection = connection
    self.headers = headers
    self.message = message
    self.deadline = deadline
    self.promise = promise
  }

  func handlerAdded(context: ChannelHandlerContext) { connection.callBegan() }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail(RPCError(code: .unavailable, message: "The connection to the service was lost."))
    connection.callEnded()
  }

  func channelActive(context: ChannelHandlerContext) {
    let size = headers.listSize
    guard size <= connection.maximumHead else {
      fail(ServiceError.headTooLarge(size, maximum: connection.maximumHead))
      return context.close(promise: nil)
    }
    send(context)
    if let deadline { expire(deadline, context) }
    context.fireChannelActive()
  }

  private func send(_ context: ChannelHandlerContext) {
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenFailure { self.headFailed($0, context) }
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: written)
    guard !isDone else { return }
    var buffer = context.channel.allocator.buffer(capacity: message.count + 5)
    buffer.writeInteger(UInt8(0))
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer), endStream: true))), promise: nil)
  }

  /// A head that the kernel did not take whole ran nowhere.
  private func headFailed(_ error: any Error, _ context: ChannelHandlerContext) {
    switch error {
    case is NIOHTTP2Errors.InvalidHTTP2HeaderFieldValue, is NIOHTTP2Errors.InvalidHTTP2HeaderFieldName,
      is NIOHTTP2Errors.ForbiddenHeaderField:
      fail(
        ServiceError(.invalidArgument, "HEADER_INVALID", "A header of the request can't be sent on: \(error)"))
    default: fail(CallNotRun(reason: ConnectFailure.reason(error)))
    }
    context.close(promise: nil)
  }

  private func expire(_ deadline: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline - .now)) {
      self.giveUp(RPCError(code: .deadlineExceeded, message: "The service did not answer in time."), context)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDone else { return }
    switch unwrapInboundIn(data) {
    case .headers(let frame):
      if head == nil { head = frame.headers }
      if frame.endStream || frame.headers.contains(name: "grpc-status") { finish(frame.headers) }
    case .data(let frame):
      guard case .byteBuffer(var bytes) = frame.data else { return }
      body.writeBuffer(&bytes)
      if body.readableBytes > Self.maximumMessage {
        giveUp(RPCError(code: .resourceExhausted, message: "The service's answer is too long."), context)
      }
    case .rstStream(.refusedStream):
      fail(CallNotRun(reason: "The service refused the call"))
    case .rstStream(let code):
      wasReset = true
      fail(RPCError(code: .internalError, message: "The service ended the call (\(code))."))
    default: break
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is Cancellation { giveUp(CancellationError(), context) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(RPCError(code: .unavailable, message: "The connection to the service was lost."))
    context.fireChannelInactive()
  }

  /// A stream that ends without a reset of its own, on a connection that goes away, is one that the replica's
  /// GOAWAY has left out.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is NIOHTTP2Errors.StreamClosed, connection.isGoingAway, !wasReset, head == nil {
      fail(CallNotRun(reason: "The replica is shutting down"))
    } else {
      fail(RPCError(code: .unavailable, message: "The connection to the service failed.", cause: error))
    }
    context.close(promise: nil)
  }

  /// Nobody waits any more: the stream is reset, or ends by itself where too many were.
  private func giveUp(_ error: any Error, _ context: ChannelHandlerContext) {
    guard !isDone else { return }
    fail(error)
    body.clear()
    if connection.takeReset() { context.close(promise: nil) }
  }

  private func finish(_ trailers: HPACKHeaders) {
    let code = trailers.first(name: "grpc-status").flatMap(Int.init) ?? RPCError.Code.unknown.rawValue
    guard code == 0 else {
      let text = trailers.first(name: "grpc-message").map { $0.percentDecoded } ?? ""
      let status = Status.Code(rawValue: code).flatMap { RPCError.Code($0) } ?? .unknown
      return fail(RPCError(code: status, message: text, metadata: Metadata(hpack: trailers)))
    }
    guard let message = readMessage() else {
      return fail(RPCError(code: .internalError, message: "The service's answer is not a message."))
    }
    isDone = true
    timer?.cancel()
    promise.succeed(UnaryAnswer(metadata: head.map(Metadata.init(hpack:)) ?? [:], message: message))
  }

  private func readMessage() -> [UInt8]? {
    guard body.readInteger(as: UInt8.self) == 0, let length = body.readInteger(as: UInt32.self) else { return nil }
    return body.readBytes(length: Int(length))
  }

  private func fail(_ error: any Error) {
    guard !isDone else { return }
    isDone = true
    timer?.cancel()
    promise.fail(error)
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

extension String {
  /// As `grpc-message` asks for: what is not an escape stays as it is.
  fileprivate var percentDecoded: String {
    removingPercentEncoding ?? self
  }
}
