import Storage
import Synchronization

/// A clock moved by hand.
final class HandClock: Sendable {
  private let time = Mutex(Timestamp(microseconds: 1_772_452_800_000_000))
  var now: Timestamp { time.withLock { $0 } }
  func advance(by duration: Duration) { time.withLock { $0 = $0.adding(duration) } }
}
