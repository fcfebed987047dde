import NIOCore
import NIOHTTP1

/// What HTTP/1.1 asks of a server around the answers (RFC 9112): one well-formed `Host`, a refusal of bytes that can't be
/// parsed, `100 Continue`, and an end of the connection that lets the client read its answer.
///
/// An answer that comes before its request is whole ends the connection: it says `Connection: close`, what the client
/// still sends is read and dropped for a while (RFC 9112, 9.6), and then the connection is closed, whatever the client
/// does. Without the reading, a client that is busy sending would never learn of its answer, and one that is gone with
/// bytes under way would never be noticed.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// How much and how long is read and dropped after an early answer.
  static let maximumDropped = 256 * 1024
  static let lingering = TimeAmount.seconds(5)

  private var heads = 0
  private var ends = 0
  private var answers = 0
  private var newest: HTTPRequestHead?
  private var expectsContinue = false
  /// Whether the newest request is the connection's last.
  private var isLast = false
  /// Whether no more requests are taken: what still comes is dropped.
  private var isDeaf = false
  /// What is to be said once the requests before it are answered.
  private var refusal: BareAnswer?
  private var isRefused = false
  private var closesWhenAnswered = false
  /// Whether the last answer has been written.
  private var isLeaving = false
  private var hasClientFinished = false
  private var dropped = 0
  private var farewell: Scheduled<Void>?

  func handlerRemoved(context: ChannelHandlerContext) { farewell?.cancel() }

  // MARK: What the client sends

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if isLeaving { return drop(part, context) }
    if isDeaf { return }
    switch part {
    case .head(let head):
      if let problem = HostHeader.problem(head) { return refuse(.badHost(problem), context) }
      heads += 1
      newest = head
      expectsContinue = head.isVersion11 && head.headers["expect"].contains { $0.lowercased() == "100-continue" }
      isLast = !head.isKeepAlive || head.leavesHTTP
    case .body: expectsContinue = false
    case .end:
      ends += 1
      expectsContinue = false
      isDeaf = isLast
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if farewell != nil { context.read() }
  }

  /// What nobody will look at stays with the client: after a request that leaves HTTP the decoder would only store it.
  func read(context: ChannelHandlerContext) {
    if !isDeaf || isLeaving { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      hasClientFinished = true
      let isIdle = answers == heads && ends == heads && !isLeaving
      if farewell != nil || isIdle { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case HTTPParserError.invalidEOFState: clientLeft(error, context)
    case is HTTPParserError, is RequestOverdue: broken(error, context)
    // Bytes after those that can't be parsed.
    case is ByteToMessageDecoderError: break
    default: context.fireErrorCaught(error)
    }
  }

  /// The client has gone in the middle of a request: nobody waits for an answer to it.
  private func clientLeft(_ error: any Error, _ context: ChannelHandlerContext) {
    guard !isLeaving, !isDeaf else { return }
    isDeaf = true
    if ends < heads {
      isLast = true
      context.fireErrorCaught(error)
    }
    if answers == ends { context.close(promise: nil) } else { closesWhenAnswered = true }
  }

  /// A body that is being read fails there, and the route answers; everything else is answered here.
  private func broken(_ error: any Error, _ context: ChannelHandlerContext) {
    guard !isLeaving, !isDeaf else { return }
    guard ends < heads else { return refuse(BareAnswer(error), context) }
    isDeaf = true
    isLast = true
    context.fireErrorCaught(error)
  }

  private func refuse(_ answer: BareAnswer, _ context: ChannelHandlerContext) {
    isDeaf = true
    guard answers == heads else {
      refusal = answer
      return
    }
    isRefused = true
    for part in answer.parts { context.write(wrapOutboundOut(part), promise: nil) }
    leave(context, nil)
    context.flush()
  }

  private func drop(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head: break
    case .body(let bytes): dropped += bytes.readableBytes
    case .end: hasClientFinished = true
    }
    if farewell != nil, hasClientFinished || dropped > Self.maximumDropped { context.close(promise: nil) }
  }

  // MARK: What is answered

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isLeaving else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      frame(&head)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end(let trailers): end(trailers, promise, context)
    default: context.write(data, promise: promise)
    }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    if expectsContinue, answers + 1 == heads, ends < heads, !isLeaving {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
    expectsContinue = false
    promise?.succeed()
  }

  /// Says in an answer's head whether the connection goes on after it.
  private func frame(_ head: inout HTTPResponseHead) {
    guard answers + 1 == heads, let newest else { return }
    if ends < heads || hasClientFinished { isLast = true }
    if !newest.isVersion11 {
      head.version = .http1_0
      // Without a length, only the connection's end tells where the body ends.
      if !head.headers.contains(name: "content-length") { isLast = true }
      if !isLast { head.headers.replaceOrAdd(name: "connection", value: "keep-alive") }
    }
    if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
  }

  private func end(
    _ trailers: HTTPHeaders?, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
  ) {
    answers += 1
    if answers == heads, isLast { return leave(context, promise, trailers) }
    if closesWhenAnswered, answers == ends { return leave(context, promise, trailers) }
    context.write(wrapOutboundOut(.end(trailers)), promise: promise)
    if answers == heads, let refusal {
      self.refusal = nil
      refuse(refusal, context)
    }
  }

  /// Writes the end of the last answer, and ends the connection when the answer is out.
  private func leave(
    _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?, _ trailers: HTTPHeaders? = nil
  ) {
    isLeaving = true
    isDeaf = true
    let written = promise ?? context.eventLoop.makePromise()
    written.futureResult.assumeIsolated().whenSuccess { self.depart(context) }
    context.write(wrapOutboundOut(.end(trailers)), promise: written)
  }

  private func depart(_ context: ChannelHandlerContext) {
    let isWhole = !isRefused && ends == heads
    guard !hasClientFinished, !isWhole, newest?.leavesHTTP != true else { return context.close(promise: nil) }
    context.close(mode: .output, promise: nil)
    farewell = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    context.read()
  }
}

extension HTTPRequestHead {
  fileprivate var isVersion11: Bool { version.major == 1 && version.minor >= 1 }

  /// Whether what follows this request is not HTTP to the decoder, which then reads no further one.
  fileprivate var leavesHTTP: Bool { method == .CONNECT || headers.contains(name: "upgrade") }
}
