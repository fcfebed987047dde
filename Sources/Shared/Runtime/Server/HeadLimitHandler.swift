import NIOCore
import NIOHTTP2

/// Tells clients that the server reads heads longer than grpc-swift's 16 KiB; NIO reads them from the client's
/// acknowledgement on.
final class HeadLimitHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  static let maximumHead = 64 << 10

  func channelActive(context: ChannelHandlerContext) {
    let settings = HTTP2Setting(parameter: .maxHeaderListSize, value: Self.maximumHead)
    let frame = HTTP2Frame(streamID: .rootStream, payload: .settings(.settings([settings])))
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    context.fireChannelActive()
  }
}
