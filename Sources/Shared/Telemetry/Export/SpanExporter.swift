import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Sends ended spans in batches to an OpenTelemetry collector, over HTTP and protobuf (OTLP 1.x).
///
/// Put it first in the `ServiceGroup`: services shut down in reverse order, so the spans of the last
/// requests are still sent. A collector that is away costs spans (counted in
/// `telemetry_spans_dropped_total`), never a request.
public final class SpanExporter: Service, SpanSink {
  public struct Configuration: Sendable {
    /// Spans that may wait or be under way; more are dropped.
    public var queueCapacity = 8192
    /// Spans per request.
    public var batchSize = 512
    /// How long a span waits at most before it is sent.
    public var interval: Duration = .seconds(1)
    /// One attempt's time limit.
    public var timeout: Duration = .seconds(10)
    /// What shutting down may take.
    public var flushTimeout: Duration = .seconds(5)
    public var retry = RetryPolicy()

    public init() {}
  }

  /// What became of the spans so far.
  public struct Statistics: Sendable, Equatable {
    public var exported = 0
    public var dropped = 0
  }

  private enum Loss: String, CaseIterable {
    /// The queue had no room, or the exporter had stopped.
    case queueFull = "queue_full"
    /// The collector refused them, or could not be reached in time.
    case failed
  }

  private let url: String
  private let resource: Resource
  private let configuration: Configuration
  private let logger: Logger
  private let queue: SpanQueue
  private let statisticsState = Mutex(Statistics())
  private let exportedCount: Counter
  private let lostCounts: [Loss: Counter]

  /// - Parameters:
  ///   - endpoint: The collector's base URL, `OTEL_EXPORTER_OTLP_ENDPOINT`; `/v1/traces` is added.
  ///   - metrics: Where the exporter counts what it sent and lost.
  /// - Throws: ``TelemetryError/invalidEndpoint(_:)``.
  public init(
    endpoint: String, resource: Resource, configuration: Configuration = Configuration(),
    logger: Logger = Logger(label: "quartet.telemetry"), metrics: any MetricsFactory = MetricsSystem.factory
  ) throws(TelemetryError) {
    self.url = try OTLPEndpoint.tracesURL(endpoint)
    self.resource = resource
    self.configuration = configuration
    self.logger = logger
    self.queue = SpanQueue(capacity: configuration.queueCapacity, batchSize: configuration.batchSize)
    self.exportedCount = Counter(label: "telemetry_spans_exported_total", factory: metrics)
    self.lostCounts = Dictionary(
      uniqueKeysWithValues: Loss.allCases.map { loss in
        let dimensions = [("reason", loss.rawValue)]
        return (loss, Counter(label: "telemetry_spans_dropped_total", dimensions: dimensions, factory: metrics))
      })
  }

  public var statistics: Statistics { statisticsState.withLock { $0 } }

  /// Queues the span, or drops it when the queue is full; returns at once either way.
  public func accept(_ span: FinishedSpan) {
    if !queue.offer(span) { lost(1, .queueFull) }
  }

  /// Exports until graceful shutdown, then sends what is left within ``Configuration/flushTimeout``.
  public func run() async throws {
    let client = OTLPClient(url: url, timeout: configuration.timeout, retry: configuration.retry)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.export(with: client) }
      group.addTask { await self.tick() }
      group.addTask { await self.closeOnShutdown() }
      // The ticker never ends first: either everything is sent, or the time for it is over.
      await group.next()
      group.cancelAll()
    }
    queue.close()
    let rest = queue.take()
    if !rest.isEmpty { lost(rest.count, .failed) }
    await client.shutdown()
  }

  private func export(with client: OTLPClient) async {
    for await _ in queue.wakeUps { await exportWaiting(with: client) }
    await exportWaiting(with: client)
  }

  private func exportWaiting(with client: OTLPClient) async {
    while true {
      let spans = queue.take()
      if spans.isEmpty { return }
      for start in stride(from: 0, to: spans.count, by: configuration.batchSize) {
        let batch = spans[start..<min(start + configuration.batchSize, spans.count)]
        await send(batch, with: client)
        queue.release(batch.count)
      }
    }
  }

  private func send(_ batch: ArraySlice<FinishedSpan>, with client: OTLPClient) async {
    do {
      let rejected = try await client.post(OTLPTraces.encode(batch, resource)) { self.queue.isClosed }
      let accepted = max(0, batch.count - rejected)
      statisticsState.withLock { $0.exported += accepted }
      exportedCount.increment(by: accepted)
      if rejected > 0 {
        lost(rejected, .failed)
        logger.warning("the collector rejected spans", metadata: ["count": "\(rejected)"])
      }
    } catch {
      lost(batch.count, .failed)
      logger.warning(
        "Spans were not exported", metadata: ["count": "\(batch.count)", "error": "\(error)", "url": "\(url)"])
    }
  }

  private func lost(_ count: Int, _ reason: Loss) {
    statisticsState.withLock { $0.dropped += count }
    lostCounts[reason]?.increment(by: count)
  }

  private func tick() async {
    while (try? await Task.sleep(for: configuration.interval)) != nil { queue.poke() }
    // Cancelled: the others decide when the exporter ends.
  }

  private func closeOnShutdown() async {
    guard (try? await gracefulShutdown()) != nil else { return }
    queue.close()
    try? await Task.sleep(for: configuration.flushTimeout)
  }
}
