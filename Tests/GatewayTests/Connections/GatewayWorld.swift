import Logging
import Runtime
import ServiceLifecycle
import Synchronization
import Telemetry
import TestSupport

@testable import Gateway

/// A gateway that listens on a free port, with no service behind it.
struct GatewayWorld {
  let port: Int
  let logs: RecordedLogs

  /// Runs `body` beside a gateway, and returns after the gateway has answered everything and ended.
  @discardableResult
  static func with<T: Sendable>(
    _ settings: Settings = Settings(), connections: ConnectionBudget = ConnectionBudget(maximum: 1000),
    _ body: @escaping @Sendable (GatewayWorld) async throws -> T
  ) async throws -> T {
    var settings = settings
    settings.port = 0
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let logs = RecordedLogs()
    let gateway = try GatewayService(
      settings: settings, channels: ServiceChannels(inProcess: InProcessServices()), limits: .memory,
      registry: PrometheusRegistry(), version: "test", connections: connections, clock: TestClock(),
      logger: Logger(label: "test") { _ in RecordingLogHandler(logs: logs) }, onListening: { continuation.yield($0) })
    let group = ServiceGroup(
      configuration: .init(services: [gateway], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    async let ended: Void = group.run()
    var iterator = ports.makeAsyncIterator()
    let port = await iterator.next() ?? 0
    let result: Result<T, any Error>
    do {
      result = .success(try await body(GatewayWorld(port: port, logs: logs)))
    } catch {
      result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await ended
    return try result.get()
  }
}

/// Keeps what is logged above debug.
final class RecordedLogs: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct RecordingLogHandler: LogHandler {
  let logs: RecordedLogs
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { logs.add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
}
