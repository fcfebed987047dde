import Contracts
import Logging
import Runtime
import ServiceLifecycle
import Storage
import Synchronization

/// Gathers when API keys were used and tells the auth service every half minute, and once more at
/// shutdown: no request costs a write.
final class KeyUsage: Service, Sendable {
  private static let interval = Duration.seconds(30)

  private let auth: ServiceChannel
  private let logger: Logger
  private let uses = Mutex<[String: Timestamp]>([:])

  init(auth: ServiceChannel, logger: Logger) {
    self.auth = auth
    self.logger = logger
  }

  func note(_ keyID: String, at now: Timestamp) {
    uses.withLock { $0[keyID] = now }
  }

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: Self.interval)
        await self.tell()
      }
    }
    await tell()
  }

  /// Uses that can't be told now are told next time.
  func tell() async {
    let gathered = uses.withLock { uses in
      defer { uses = [:] }
      return uses
    }
    guard !gathered.isEmpty else { return }
    do {
      try await auth.call(.recordApiKeyUse, caller: .gateway) { request in
        request.uses = gathered.map { use in
          .with {
            $0.apiKeyID = use.key
            $0.lastUsedAt = use.value.asProto
          }
        }
      }
    } catch {
      logger.warning("API key uses could not be told; trying again later", metadata: ["error": "\(error)"])
      uses.withLock { uses in uses.merge(gathered) { max($0, $1) } }
    }
  }
}
