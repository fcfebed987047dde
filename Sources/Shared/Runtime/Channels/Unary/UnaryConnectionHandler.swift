import NIOCore
import NIOHPACK
import NIOHTTP2

/// What a connection to a replica knows of itself, on its event loop: whether the replica lives (PING) and
/// takes calls (GOAWAY), how long a head it reads, and how many calls are under way.
final class UnaryConnectionHandler: ChannelInboundHandler, NIOHTTP2FrameDelegate {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  struct Limits: Sendable {
    /// After so long without a byte the replica is asked whether it lives …
    var quiet = TimeAmount.seconds(30)
    /// … and has so long to answer.
    var answer = TimeAmount.seconds(10)
    /// Stream ids end after 2^30 calls, and swift-nio-http2 traps then: the connection ends before.
    var calls = 1 << 29
    /// The head of an answer that this side reads at most. It never sends more than NIO's default, whatever a
    /// replica says that it reads: one that is too long ends the connection, with everybody's calls on it.
    var head = 64 << 10
    /// A server takes more than 200 resets in 30 s for an attack and closes the connection, with
    /// everybody's calls on it. Beyond this number in a window a call that nobody waits for ends by itself.
    var resets = 95
    var resetWindow = TimeAmount.seconds(30)
  }

  private static let pingData = HTTP2PingData(withInteger: 0x7175_6172_7465_7401)

  private let limits: Limits
  private let end: ConnectionEnd
  private var context: ChannelHandlerContext?
  private var answerTimer: Scheduled<Void>?
  private var opened = 0
  private var active = 0
  private var resets = 0
  private var resetsSince = NIODeadline.distantPast
  /// What the replica has said that it reads at most; HTTP/2's word for it is "advisory", NIO's answer to more
  /// is to end the connection.
  private(set) var maximumHead = HPACKDecoder.defaultMaxHeaderListSize
  /// The replica takes no more calls, and has refused those that came late.
  private(set) var isGoingAway = false

  init(limits: Limits, end: ConnectionEnd) {
    self.limits = limits
    self.end = end
  }

  /// Makes the channel an HTTP/2 client with this handler on the connection.
  func configure(_ channel: any Channel) throws -> NIOHTTP2Handler.StreamMultiplexer {
    var http2 = NIOHTTP2Handler.Configuration()
    http2.connection.initialSettings = [
      HTTP2Setting(parameter: .enablePush, value: 0),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.head),
    ]
    // The replica is ours: what would be an attack of a stranger is a burst of calls that ended early.
    http2.connection.maximumRecentlyResetStreams = 1024
    http2.connection.maximumConnectionGlitches = 1_000_000
    http2.stream.streamResetFrameRateLimit.maximumCount = 2000
    http2.stream.streamErrorRateLimit.maximumCount = 2000
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(IdleStateHandler(readTimeout: limits.quiet))
    _ = try pipeline.configureAsyncHTTP2Pipeline(
      mode: .client, streamDelegate: nil, frameDelegate: self, configuration: http2
    ) { pushed in pushed.close() }
    try pipeline.addHandler(self)
    return try pipeline.handler(type: NIOHTTP2Handler.self).syncMultiplexer()
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    answerTimer?.cancel()
    end.end()
  }

  func channelInactive(context: ChannelHandlerContext) {
    answerTimer?.cancel()
    end.end()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data).payload {
    case .goAway:
      isGoingAway = true
      retire()
    case .settings(.settings(let settings)):
      for setting in settings where setting.parameter == .maxHeaderListSize {
        maximumHead = min(setting.value, HPACKDecoder.defaultMaxHeaderListSize)
      }
    case .ping(Self.pingData, ack: true):
      answerTimer?.cancel()
      answerTimer = nil
    default: break
    }
    context.fireChannelRead(data)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? IdleStateHandler.IdleStateEvent == .read, answerTimer == nil { ping(context) }
    context.fireUserInboundEventTriggered(event)
  }

  private func ping(_ context: ChannelHandlerContext) {
    let frame = HTTP2Frame(streamID: .rootStream, payload: .ping(Self.pingData, ack: false))
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    answerTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.answer) {
      self.end.end()
      context.close(promise: nil)
    }
  }

  /// NIO writes a GOAWAY where the connection can't go on, and leaves closing it to others.
  func wroteFrame(_ frame: HTTP2Frame) {
    guard case .goAway = frame.payload else { return }
    end.end()
    closeSoon()
  }

  /// Errors of single calls come by here too: the calls have been told, and the connection goes on.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is IOError { context.close(promise: nil) }
  }
}

// The calls under way.
extension UnaryConnectionHandler {
  func callBegan() {
    opened += 1
    active += 1
    if opened >= limits.calls { end.end() }
  }

  func callEnded() {
    active -= 1
    if active == 0, end.hasEnded { closeSoon() }
  }

  /// Takes no more calls, and closes the connection when those under way have ended.
  func retire() {
    end.end()
    if active == 0 { closeSoon() }
  }

  /// Whether one more call may be reset now.
  func takeReset() -> Bool {
    guard let context else { return false }
    let now = context.eventLoop.now
    if now - resetsSince >= limits.resetWindow {
      resetsSince = now
      resets = 0
    }
    resets += 1
    return resets <= limits.resets
  }

  /// In the loop's next turn, when what is being written has been written.
  private func closeSoon() {
    guard let context else { return }
    context.eventLoop.assumeIsolated().execute { context.close(promise: nil) }
  }
}

extension HPACKHeaders {
  /// The size that HTTP/2 limits (SETTINGS_MAX_HEADER_LIST_SIZE, RFC 9113 section 6.5.2).
  var listSize: Int { reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 } }
}
