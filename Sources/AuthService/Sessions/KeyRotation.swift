import Logging
import Runtime
import ServiceLifecycle

/// Gives JWTs a new signing key every three months, and takes over what other processes have made.
struct KeyRotation: Service {
  let ring: SigningKeyRing
  let clock: any WallClock
  let ids: any IDGenerator
  let logger: Logger

  /// Well within the day that a new key is published before it signs.
  private static let interval = Duration.seconds(60)

  func run() async throws {
    await PeriodicWork(name: "looking after the signing keys", interval: Self.interval, logger: logger) {
      try await ring.rotate(newID: ids.next(), at: clock.now())
    }.run()
  }
}
