import Foundation
import Logging
import Metrics
import ServiceLifecycle
import Testing
import Tracing

@testable import Telemetry

@Suite("The span exporter")
struct SpanExporterTests {
  @Test("a full batch leaves at once, over HTTP and protobuf")
  func fullBatch() async throws {
    try await Collector.with { collector in
      let exporter = try makeExporter(collector.endpoint + "/") { $0.batchSize = 2 }
      try await whileRunning(exporter) {
        exporter.accept(.sample("a"))
        exporter.accept(.sample("b"))
        let request = try #require(await collector.requests.first { _ in true })
        #expect(request.method == "POST")
        #expect(request.path == "/v1/traces")
        #expect(request.contentType == "application/x-protobuf")
        #expect(request.body == OTLPTraces.encode([.sample("a"), .sample("b")], Self.resource))
      }
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 2, dropped: 0))
    }
  }

  @Test("graceful shutdown sends what still waits, in batches")
  func flushes() async throws {
    try await Collector.with { collector in
      let exporter = try makeExporter(collector.endpoint) { $0.batchSize = 100 }
      for number in 0..<250 { exporter.accept(.sample("span \(number)")) }
      try await whileRunning(exporter) {}
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 250, dropped: 0))
    }
  }

  @Test("a collector that is busy gets the batch again", arguments: [429, 502, 503, 504])
  func retries(status: Int) async throws {
    let busy = Collector.Answer(status: .init(statusCode: status), headers: ["retry-after": "0"])
    try await Collector.with([busy, busy]) { collector in
      let exporter = try makeExporter(collector.endpoint) { $0.batchSize = 1 }
      try await whileRunning(exporter) {
        exporter.accept(.sample("again"))
        let bodies = await collector.requests.prefix(3).reduce(into: Set<[UInt8]>()) { $0.insert($1.body) }
        #expect(bodies.count == 1)
      }
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 1, dropped: 0))
    }
  }

  @Test("a long pause ends when the process shuts down, with one more try")
  func shutdownDuringPause() async throws {
    let busy = Collector.Answer(status: .serviceUnavailable, headers: ["retry-after": "3600"])
    try await Collector.with([busy]) { collector in
      let exporter = try makeExporter(collector.endpoint) {
        $0.batchSize = 1
        $0.retry.maximumPause = .seconds(3600)
      }
      try await whileRunning(exporter) {
        exporter.accept(.sample("patient"))
        _ = await collector.requests.first { _ in true }
      }
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 1, dropped: 0))
    }
  }

  @Test("a collector that refuses a batch is not asked again, and the loss is counted")
  func refused() async throws {
    try await Collector.with([Collector.Answer(status: .badRequest)]) { collector in
      let registry = PrometheusRegistry(processMetrics: false)
      let exporter = try makeExporter(collector.endpoint, metrics: registry) { $0.batchSize = 1 }
      try await whileRunning(exporter) {
        exporter.accept(.sample("refused"))
        exporter.accept(.sample("taken"))
      }
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 1, dropped: 1))
      #expect(registry.render().contains("telemetry_spans_dropped_total{reason=\"failed\"} 1\n"))
      #expect(registry.render().contains("telemetry_spans_exported_total 1\n"))
    }
  }

  @Test("spans that the collector rejects from a batch count as lost")
  func partialSuccess() async throws {
    // partial_success { rejected_spans: 2, error_message: "x" }
    let partial = Collector.Answer(body: [0x0A, 0x05, 0x08, 0x02, 0x12, 0x01, 0x78])
    try await Collector.with([partial]) { collector in
      let exporter = try makeExporter(collector.endpoint) { $0.batchSize = 3 }
      try await whileRunning(exporter) {
        for name in ["a", "b", "c"] { exporter.accept(.sample(name)) }
      }
      #expect(exporter.statistics == SpanExporter.Statistics(exported: 1, dropped: 2))
    }
  }

  @Test("a full queue drops new spans and counts them")
  func bounded() throws {
    let registry = PrometheusRegistry(processMetrics: false)
    let exporter = try makeExporter("http://127.0.0.1:4318", metrics: registry) { $0.queueCapacity = 4 }
    for number in 0..<10 { exporter.accept(.sample("\(number)")) }
    #expect(exporter.statistics.dropped == 6)
    #expect(registry.render().contains("telemetry_spans_dropped_total{reason=\"queue_full\"} 6\n"))
  }

  @Test("spans that are under way count against the capacity")
  func inFlightCounts() {
    let queue = SpanQueue(capacity: 2, batchSize: 10)
    #expect(queue.offer(.sample("a")) && queue.offer(.sample("b")))
    #expect(queue.take().count == 2)
    #expect(!queue.offer(.sample("c")))
    queue.release(1)
    #expect(queue.offer(.sample("d")))
    queue.close()
    #expect(!queue.offer(.sample("e")))
    #expect(queue.take().map(\.name) == ["d"])
  }

  @Test("shutting down gives up on a collector that is away when the time is over")
  func gone() async throws {
    // Nothing listens on the port any more once the receiver is closed.
    var endpoint = ""
    try await Collector.with { endpoint = $0.endpoint }
    let exporter = try makeExporter(endpoint) {
      $0.flushTimeout = .milliseconds(10)
      $0.retry.maximumAttempts = .max
    }
    exporter.accept(.sample("lost"))
    try await whileRunning(exporter) {}
    #expect(exporter.statistics == SpanExporter.Statistics(exported: 0, dropped: 1))
  }

  @Test(
    "the endpoint must be an absolute http or https URL",
    arguments: ["", "collector:4318", "ftp://host", "http://", "http://host?x=1", "http://host#f", "nonsense"])
  func endpoints(endpoint: String) {
    #expect(throws: TelemetryError.invalidEndpoint(endpoint)) {
      try makeExporter(endpoint) { _ in }
    }
  }

  @Test("pauses double up to the limit, and the collector's wish is obeyed")
  func pauses() throws {
    var policy = RetryPolicy()
    policy.initialPause = .seconds(1)
    policy.maximumPause = .seconds(10)
    for (attempt, longest) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (1000, 10)] {
      let pause = policy.pause(afterAttempt: attempt)
      #expect(pause <= .seconds(longest) && pause >= .seconds(longest) / 2)
    }
    #expect(policy.pause(afterAttempt: 1, asked: .seconds(7)) == .seconds(7))
    #expect(policy.pause(afterAttempt: 1, asked: .seconds(70)) == .seconds(10))
  }

  @Test("Retry-After is seconds or a date")
  func retryAfter() throws {
    let now = Date(timeIntervalSince1970: 784_111_770)
    #expect(OTLPClient.parseRetryAfter("120", now: now) == .seconds(120))
    #expect(OTLPClient.parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now: now) == .seconds(7))
    #expect(OTLPClient.parseRetryAfter("Sun, 06 Nov 1994 08:40:00 GMT", now: now) == .zero)
    #expect(OTLPClient.parseRetryAfter("-1", now: now) == nil)
    #expect(OTLPClient.parseRetryAfter("soon", now: now) == nil)
  }

  @Test(
    "an answer that is no protobuf is no partial success",
    arguments: [[], [0x0A], [0x0A, 0x05, 0x08], [0xFF, 0xFF], Array("<html>".utf8)] as [[UInt8]])
  func noPartialSuccess(bytes: [UInt8]) {
    #expect(OTLPPartialSuccess.rejectedSpans(bytes) == 0)
  }

  static let resource = Resource(serviceName: "quartet-test", serviceVersion: "1.2.3", instanceID: "instance")

  private func makeExporter(
    _ endpoint: String, metrics: PrometheusRegistry = PrometheusRegistry(processMetrics: false),
    _ configure: (inout SpanExporter.Configuration) -> Void
  ) throws -> SpanExporter {
    var configuration = SpanExporter.Configuration()
    // Nothing leaves because of the clock.
    configuration.interval = .seconds(3600)
    configuration.flushTimeout = .seconds(60)
    configuration.retry.initialPause = .milliseconds(1)
    configure(&configuration)
    return try SpanExporter(
      endpoint: endpoint, resource: Self.resource, configuration: configuration, logger: .silent, metrics: metrics)
  }
}

/// Runs `body` beside the service, then shuts the service down gracefully and waits for its end.
func whileRunning(_ service: any Service, _ body: () async throws -> Void) async throws {
  let group = ServiceGroup(services: [service], logger: .silent)
  async let running: Void = group.run()
  try await body()
  await group.triggerGracefulShutdown()
  try await running
}

extension Logger {
  static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
}

extension FinishedSpan {
  static func sample(_ name: String) -> FinishedSpan {
    FinishedSpan(
      name: name, kind: .server,
      context: TraceContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: .sampled), parent: nil,
      startNanoseconds: 1_700_000_000_000_000_000, endNanoseconds: 1_700_000_000_000_000_500, attributes: [:],
      events: [], links: [])
  }
}
