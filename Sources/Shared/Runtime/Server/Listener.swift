import NIOCore
import Synchronization

/// The socket that a server listens on.
///
/// It stops accepting before the server goes. NIO traps when a connection that has just been set up is let go
/// because nobody takes it any more, and with it would go the answers that are still under way.
final class Listener: Sendable {
  /// In which a connection that was accepted before reaches the server.
  private static let handover = Duration.milliseconds(100)

  private let channel = Mutex<(any Channel)?>(nil)

  func opened(_ channel: any Channel) -> EventLoopFuture<Void> {
    self.channel.withLock { $0 = channel }
    return channel.eventLoop.makeSucceededVoidFuture()
  }

  func stopAccepting() async {
    guard let channel = channel.withLock({ $0 }) else { return }
    try? await channel.setOption(.autoRead, value: false).get()
    try? await Task.sleep(for: Self.handover)
  }
}
