import Logging
import Runtime
import Storage
import Synchronization

/// A clock that a test moves by hand.
public final class TestClock: WallClock {
  private let time: Mutex<Timestamp>

  /// Starts on 2026-03-02 12:00 UTC unless told otherwise.
  public init(_ start: Timestamp = Timestamp(microseconds: 1_772_452_800_000_000)) { time = Mutex(start) }

  public func now() -> Timestamp { time.withLock { $0 } }

  public func advance(by duration: Duration) { time.withLock { $0 = $0.adding(duration) } }
}

extension ServiceEnvironment {
  /// An environment for one service under test, with the other services in process.
  public static func test(
    _ database: any Database, services: InProcessServices = InProcessServices(), clock: any WallClock = TestClock(),
    settings: Settings = Settings()
  ) -> ServiceEnvironment {
    ServiceEnvironment(
      database: database, clock: clock, ids: UUIDv7Generator(clock: clock),
      channels: ServiceChannels(inProcess: services), settings: settings,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }
}
