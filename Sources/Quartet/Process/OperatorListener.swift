import Hummingbird
import Logging
import ServiceLifecycle
import Telemetry

/// `/metrics` (Prometheus text) and `/health` of a role, on a port that is not the public one.
struct OperatorListener: Service {
  let host: String
  let port: Int
  let registry: PrometheusRegistry
  let logger: Logger

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
      router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in print("listening metrics=\(host):\(channel.localAddress?.port ?? port)") },
      logger: logger)
    try await application.run()
  }
}
