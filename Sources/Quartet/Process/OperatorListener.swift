import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Telemetry

/// `/metrics` (Prometheus text) and `/health` of a role, on a port that is not the public one.
struct OperatorListener: Service {
  let host: String
  let port: Int
  let registry: PrometheusRegistry
  let logger: Logger

  /// Scrapers and health checks are few, and each is quick.
  private static let maximumConnections = 64
  private static let idleTimeout = TimeAmount.seconds(60)

  func run() async throws {
    let router = Router()
    let registry = registry
    router.get("/metrics") { _, _ in
      Response(
        status: .ok, headers: [.contentType: PrometheusRegistry.contentType],
        body: .init(byteBuffer: ByteBuffer(string: registry.render())))
    }
    router.get("/health") { _, _ in "{\"status\":\"healthy\"}" }
    let application = Application(
      router: router, server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
      configuration: .init(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: logger)),
      onServerRunning: { channel in print("listening metrics=\(host):\(channel.localAddress?.port ?? port)") },
      logger: logger)
    try await application.run()
  }
}
