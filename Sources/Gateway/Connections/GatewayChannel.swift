import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A client's connection: Hummingbird's HTTP/1.1 behind a place in the budget, time limits, and what RFC 9112 asks of
/// a server about framing and closing.
struct GatewayChannel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  /// A head's longest size in bytes, alone or of all its fields together.
  static let maximumHeadBytes = 65_536
  static let maximumHeadFields = 200

  let http: HTTP1Channel
  let admission: ConnectionAdmission
  let limits: ConnectionDeadlines.Limits

  init(
    responder: @escaping HTTPChannelHandler.Responder, admission: ConnectionAdmission,
    limits: ConnectionDeadlines.Limits
  ) {
    http = HTTP1Channel(
      responder: responder,
      configuration: .init(
        additionalChannelHandlers: [DisconnectHandler()],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: Self.maximumHeadBytes, maxHeaderListSize: Self.maximumHeadBytes,
          maxHeaderFieldCount: Self.maximumHeadFields)))
    self.admission = admission
    self.limits = limits
  }

  /// There was no place for the connection, and it has been closed.
  private struct NoPlace: Error {}

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let address = channel.remoteAddress?.ipAddress
    guard admission.enter(address) else {
      channel.close(promise: nil)
      return channel.eventLoop.makeFailedFuture(NoPlace())
    }
    channel.closeFuture.whenComplete { [admission] _ in admission.leave(address) }
    return http.setup(channel: channel, logger: logger).flatMapThrowing { [limits] value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandlers([ConnectionDeadlines(limits), ConnectionGuard()], position: .after(decoder))
      return value
    }
  }

  func handle(value: Value, logger: Logger) async {
    await http.handle(value: value, logger: logger)
  }
}
