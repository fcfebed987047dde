import NIOCore
import Synchronization

/// Knows when a connection's client has gone, for calls that are worth cancelling then.
///
/// Hummingbird's own way reads the inbound stream beside the handler and, when the handler is done first,
/// ends the connection with it; this leaves keep-alive alone.
final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = NIOAny
  typealias Ticket = UInt64

  private struct State {
    var isGone = false
    var next: Ticket = 0
    var actions: [Ticket: @Sendable () -> Void] = [:]
  }
  private let state = Mutex(State())

  /// The connection's own.
  /// - Throws: `CancellationError` when the connection is closed already, and its handlers with it.
  static func of(_ channel: any Channel) async throws -> DisconnectHandler {
    do {
      return try await channel.pipeline.handler(type: DisconnectHandler.self).get()
    } catch {
      throw CancellationError()
    }
  }

  /// Runs `action` when the client goes, at once if it has gone.
  func onDisconnect(_ action: @escaping @Sendable () -> Void) -> Ticket {
    let (ticket, isGone) = state.withLock { state in
      state.next += 1
      if !state.isGone { state.actions[state.next] = action }
      return (state.next, state.isGone)
    }
    if isGone { action() }
    return ticket
  }

  func forget(_ ticket: Ticket) {
    state.withLock { _ = $0.actions.removeValue(forKey: ticket) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.fireChannelRead(data) }

  /// A client that closes its side reads no answer either: half-open connections are not worth a model
  /// call.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent { leave() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    let actions = state.withLock { state in
      state.isGone = true
      defer { state.actions = [:] }
      return state.actions.values
    }
    for action in actions { action() }
  }
}
