import Logging
import Runtime
import ServiceLifecycle

/// Looks every minute whether a signing key was withdrawn (`quartet admin signing-keys rotate --forget-old`).
struct SigningKeyWatch: Service {
  let verifier: TokenVerifier
  let logger: Logger

  private static let interval = Duration.seconds(60)

  func run() async throws {
    await PeriodicWork(
      name: "looking at the signing keys", interval: Self.interval, startsWithPause: true, logger: logger
    ) { try await verifier.refresh() }.run()
  }
}
