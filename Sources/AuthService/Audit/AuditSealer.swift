import Foundation
import Logging
import Runtime
import ServiceLifecycle

/// Chains audit entries a moment after they were committed; of several replicas one at a time.
struct AuditSealer: Service {
  let seals: AuditSealStore
  let clock: any WallClock
  let logger: Logger
  /// Names this replica in the lease.
  var name = UUID().uuidString

  private static let interval = Duration.seconds(1)

  func run() async throws {
    await PeriodicWork(name: "sealing the audit log", interval: Self.interval, logger: logger) { try await sealAll() }
      .run()
  }

  /// Chains everything that is committed by now.
  func sealAll() async throws {
    while try await seals.seal(by: name, at: clock.now()) == AuditSealStore.batch {}
  }
}
