import GRPCCore
import Logging
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Stands between HTTP/2 and grpc-swift on every call: mends what grpc-swift traps on, ends calls whose
/// request does not come, and shortens heads that would end the connection of everybody's calls.
final class StreamGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  /// What every gRPC client reads (NIO's default; RFC 9113 leaves it open).
  private static let maximumHead = HPACKHeaders.defaultMaximumSize
  private static let logger = Logger(label: "quartet.rpc")

  private let limits: ConnectionLimits
  private var timer: Scheduled<Void>?
  private var isRequestWhole = false
  private var isAnswered = false

  init(limits: ConnectionLimits) { self.limits = limits }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(var frame):
      if frame.endStream { requestEnded() }
      guard frame.headers.contains(name: GRPCTimeout.name) else { break }
      frame.headers.cleanTimeout()
      return context.fireChannelRead(wrapInboundOut(.headers(frame)))
    case .data(let frame):
      if frame.endStream { requestEnded() }
    default: break
    }
    context.fireChannelRead(data)
  }

  /// Most requests come whole with their headers and need no timer.
  func channelReadComplete(context: ChannelHandlerContext) {
    if !isRequestWhole, timer == nil {
      timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.request) { context.close(promise: nil) }
    }
    context.fireChannelReadComplete()
  }

  func channelInactive(context: ChannelHandlerContext) {
    requestEnded()
    context.fireChannelInactive()
  }

  private func requestEnded() {
    isRequestWhole = true
    timer?.cancel()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isAnswered else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    guard case .headers(var frame) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let size = frame.headers.listSize
    if size > Self.maximumHead {
      Self.logger.error("the head of an answer is too long and was left out", metadata: ["bytes": "\(size)"])
      frame.headers = frame.headers.shortened()
      frame.endStream = true
    }
    isAnswered = frame.endStream
    context.write(wrapOutboundOut(.headers(frame)), promise: promise)
  }
}

extension HPACKHeaders {
  fileprivate static let defaultMaximumSize = HPACKDecoder.defaultMaxHeaderListSize

  /// Drops a `grpc-timeout` of another form than gRPC's, for which grpc-swift traps, and writes one that is too
  /// long for it in another unit.
  fileprivate mutating func cleanTimeout() {
    let timeouts = self[GRPCTimeout.name]
    remove(name: GRPCTimeout.name)
    guard timeouts.count == 1, let duration = GRPCTimeout.parse(timeouts[0]) else { return }
    add(name: GRPCTimeout.name, value: GRPCTimeout.text(duration))
  }

  /// The status alone: of trailers their own, of a head that it was too long.
  fileprivate func shortened() -> HPACKHeaders {
    var short = HPACKHeaders()
    for name in [":status", "content-type"] {
      if let value = first(name: name) { short.add(name: name, value: value) }
    }
    short.add(name: "grpc-status", value: first(name: "grpc-status") ?? String(Status.Code.internalError.rawValue))
    short.add(name: "grpc-message", value: "The answer's metadata is too long.")
    return short
  }
}
