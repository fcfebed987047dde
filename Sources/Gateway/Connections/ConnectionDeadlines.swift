import NIOCore
import NIOHTTP1

/// How long a client may take to begin, to send a head, to send a body and to read its answer. Whatever comes in
/// trickles is bounded all the same: each limit is for the whole.
///
/// A connection has one timer, which is set anew only to ring earlier; one that rings too early goes on to the
/// deadline of the day. So a busy connection schedules hardly anything.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  struct Limits: Sendable {
    /// From the accept, and from a head's first byte, to the head's end.
    var head = TimeAmount.seconds(10)
    /// From an answer to the next request's first byte. Longer than the minute after which clients and load balancers
    /// usually let go: whoever closes first should not be the one who may be sent a request at that moment.
    var idle = TimeAmount.seconds(75)
    /// In which a client takes at least ``minimumDrain`` bytes of an answer that waits for it.
    var drain = TimeAmount.seconds(60)
    /// After an answer that came before its request was whole; ``ConnectionGuard`` is quicker.
    var farewell = TimeAmount.seconds(10)
    /// From a head to the end of its body.
    var body: @Sendable (HTTPRequestHead) -> TimeAmount
  }

  static let minimumDrain = 16_384

  private enum Phase {
    /// Nothing of the next request has come.
    case idle
    /// The beginning of a head has come.
    case head
    /// A head has come, and its body's end has not.
    case body
    /// A whole request waits for its answer.
    case answering
    /// Nothing more is read of what the client sends.
    case leaving
  }

  private let limits: Limits
  private var phase = Phase.idle
  private var heads = 0
  private var ends = 0
  private var answers = 0
  private var newest: (head: HTTPRequestHead, at: NIODeadline)?
  private var hasReadPart = false
  private var deadline: NIODeadline?
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  /// The bytes of answers that waited for the client when it was last looked at.
  private var waiting = Int.max

  init(_ limits: Limits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { set(.idle, context.eventLoop.now + limits.head, context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.task.cancel() }

  func channelActive(context: ChannelHandlerContext) {
    set(.idle, context.eventLoop.now + limits.head, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.task.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      heads += 1
      newest = (head, context.eventLoop.now)
    case .body: break
    case .end: ends += 1
    }
    hasReadPart = true
    context.fireChannelRead(data)
  }

  /// Bytes were read. When no part came of them, they are the beginning of a head.
  func channelReadComplete(context: ChannelHandlerContext) {
    if ends > answers {
      if phase != .answering { awaitAnswer(context) }
    } else if heads > answers {
      if phase != .body, let newest { set(.body, newest.at + limits.body(newest.head), context) }
    } else if phase == .idle, !hasReadPart {
      set(.head, min(deadline ?? .distantFuture, context.eventLoop.now + limits.head), context)
    }
    hasReadPart = false
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    context.write(data, promise: promise)
    if case .end = unwrapOutboundIn(data) {
      answers += 1
      expectNext(context)
    }
  }

  /// A client that does not read its answer is not answered for ever.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if phase == .answering { awaitAnswer(context) }
    context.fireChannelWritabilityChanged()
  }

  /// The service has what time it takes; a client that does not read what was answered before has not.
  private func awaitAnswer(_ context: ChannelHandlerContext) {
    waiting = .max
    set(.answering, context.channel.isWritable ? nil : context.eventLoop.now + limits.drain, context)
  }

  /// What comes after an answer.
  private func expectNext(_ context: ChannelHandlerContext) {
    let now = context.eventLoop.now
    waiting = .max
    if ends < answers {
      set(.leaving, now + limits.farewell, context)
    } else if ends > answers {
      awaitAnswer(context)
    } else if heads > answers, let newest {
      set(.body, now + limits.body(newest.head), context)
    } else {
      set(.idle, now + limits.idle, context)
    }
  }

  private func set(_ phase: Phase, _ deadline: NIODeadline?, _ context: ChannelHandlerContext) {
    self.phase = phase
    self.deadline = deadline
    guard let deadline else { return }
    if let timer, timer.at <= deadline { return }
    timer?.task.cancel()
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.ring(context) }
    timer = (deadline, task)
  }

  private func ring(_ context: ChannelHandlerContext) {
    timer = nil
    guard let deadline else { return }
    let now = context.eventLoop.now
    guard now >= deadline else { return set(phase, deadline, context) }
    let pending = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    if pending > 0 {
      guard waiting == .max || pending <= waiting - Self.minimumDrain else { return context.close(promise: nil) }
      waiting = pending
      return set(phase, now + limits.drain, context)
    }
    switch phase {
    case .idle, .leaving: context.close(promise: nil)
    case .head:
      set(.leaving, now + limits.farewell, context)
      context.fireErrorCaught(RequestOverdue.head)
    case .body:
      awaitAnswer(context)
      context.fireErrorCaught(RequestOverdue.body)
    case .answering: self.deadline = nil
    }
  }
}
