import NIOCore

/// Stands before everything else on a connection to a service, and closes it when the process has too many
/// connections, when the client does not begin to speak HTTP/2, or when it has fallen silent.
///
/// grpc-swift has no deadline for the handshake, and what it does about silence (PING, then GOAWAY) waits
/// for a client that answers.
final class ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let budget: ConnectionBudget
  private let limits: ConnectionLimits
  private var handshake = HTTP2Handshake()
  private var isCounted = false
  private var lastRead = NIODeadline.distantPast
  private var handshakeTimer: Scheduled<Void>?
  private var silenceTimer: Scheduled<Void>?

  init(budget: ConnectionBudget, limits: ConnectionLimits) {
    self.budget = budget
    self.limits = limits
  }

  func channelActive(context: ChannelHandlerContext) {
    isCounted = budget.take()
    // The others must have seen the connection begin before they see it end.
    context.fireChannelActive()
    guard isCounted else { return context.close(promise: nil) }
    lastRead = context.eventLoop.now
    handshakeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.handshake) {
      context.close(promise: nil)
    }
    watchSilence(context, limits.silence)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastRead = context.eventLoop.now
    if !handshake.isComplete {
      handshake.read(unwrapInboundIn(data))
      if handshake.isComplete { handshakeTimer?.cancel() }
    }
    context.fireChannelRead(data)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent { quiesce(context) }
    context.fireUserInboundEventTriggered(event)
  }

  /// The server shuts down and has just sent a PING: a client that does not answer holds nobody up.
  private func quiesce(_ context: ChannelHandlerContext) {
    guard handshake.isComplete else { return context.close(promise: nil) }
    let before = lastRead
    context.eventLoop.assumeIsolated().scheduleTask(in: limits.handshake) {
      if self.lastRead == before { context.close(promise: nil) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func end() {
    handshakeTimer?.cancel()
    silenceTimer?.cancel()
    if isCounted { budget.giveBack() }
    isCounted = false
  }

  private func watchSilence(_ context: ChannelHandlerContext, _ delay: TimeAmount) {
    silenceTimer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
      let left = self.limits.silence - (context.eventLoop.now - self.lastRead)
      if left <= .zero {
        context.close(promise: nil)
      } else {
        self.watchSilence(context, left)
      }
    }
  }
}

/// Whether a client's HTTP/2 preface and its first frame, which must be SETTINGS, have come (RFC 9113
/// section 3.4). Only counts: what the bytes say is NIO's to judge.
struct HTTP2Handshake {
  private static let preface = 24
  private static let frameHead = 9
  private var begin: [UInt8] = []
  private var count = 0
  private(set) var isComplete = false

  mutating func read(_ bytes: ByteBuffer) {
    guard !isComplete else { return }
    count += bytes.readableBytes
    let missing = Self.preface + Self.frameHead - begin.count
    begin += bytes.readableBytesView.prefix(missing)
    guard begin.count == Self.preface + Self.frameHead else { return }
    let length = begin[Self.preface..<Self.preface + 3].reduce(0) { $0 << 8 | Int($1) }
    isComplete = count >= begin.count + length
  }
}
