import Foundation
import ServiceContextModule
import TestSupport
import Testing
import Tracing

@testable import Telemetry

/// What the encoder writes, read by the published Python classes of opentelemetry-proto.
@Suite("OTLP bytes against an independent decoder", .enabled(if: PythonOracle.isAvailable))
struct OTLPOracleTests {
  @Test("every field of a span arrives as it was recorded")
  func everyField() async throws {
    let spans = CollectedSpans()
    let tracer = QuartetTracer(sink: spans)
    var incoming = ServiceContext.topLevel
    incoming.traceContext = TraceContext(
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", tracestate: "vendor=1,other=2")
    let span = tracer.startSpan(
      "POST /v1/ação 🎈", context: incoming, ofKind: .server,
      at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_001))
    span.attributes = [
      "text": "olá", "empty": "", "zero": 0, "negative": .int64(-5), "big": .int64(.max), "flag": false,
      "half": 0.5, "list": .stringArray(["a", ""]), "numbers": .int64Array([1, -1]),
      "flags": .boolArray([true, false]),
      "doubles": .doubleArray([0, 1.5]), "small": .int32(7), "none": .stringArray([]),
    ]
    span.addEvent(
      SpanEvent(
        name: "cache miss", at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 5), attributes: ["key": "k"]))
    span.addLink(SpanLink(context: incoming, attributes: ["reason": "batch"]))
    span.setStatus(SpanStatus(code: .error, message: "out of stock"))
    span.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1_700_000_000_000_000_002))

    let recorded = try #require(spans.all.first)
    let decoded = try await received(spans.all)
    #expect(
      decoded == [
        OTLPOracle.Span(
          resource:
            #"{"service.instance.id":"instance","service.name":"quartet-test","service.version":"1.2.3"}"#,
          scope: "quartet/1.2.3", traceID: "4bf92f3577b34da6a3ce929d0e0e4736",
          spanID: recorded.context.spanID.description, parentID: "00f067aa0ba902b7", traceState: "vendor=1,other=2",
          flags: 0x303, name: "POST /v1/ação 🎈", kind: 2, start: "1700000000000000001", end: "1700000000000000002",
          attributes: #"{"big":9223372036854775807,"doubles":[0.0,1.5],"empty":"","flag":false,"flags":[true,false],"#
            + #""half":0.5,"list":["a",""],"negative":-5,"none":[],"numbers":[1,-1],"small":7,"#
            + #""text":"ol\u00e1","zero":0}"#,
          droppedAttributes: 0, events: [#"5 cache miss {"key":"k"}"#], droppedEvents: 0,
          links: [#"4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7 vendor=1,other=2 771 {"reason":"batch"}"#],
          status: "2 out of stock")
      ])
  }

  @Test("a root span has no parent, a plain one no status, and what exceeds the limits is counted")
  func rootAndLimits() async throws {
    var span = FinishedSpan.sample("root")
    span.kind = .internal
    for number in 0..<200 { span.attributes["key\(number)"] = number }
    span.droppedEvents = 3
    let decoded = try #require(try await received([span]).first)
    #expect(decoded.parentID == "")
    #expect(decoded.kind == 1)
    #expect(decoded.flags == 0x101)
    #expect(decoded.status == "0 ")
    #expect((decoded.droppedAttributes, decoded.droppedEvents) == (72, 3))
  }

  @Test(
    "every kind has its number",
    arguments: [(SpanKind.internal, 1), (.server, 2), (.client, 3), (.producer, 4), (.consumer, 5)])
  func kinds(kind: SpanKind, number: Int) throws {
    var span = FinishedSpan.sample("kind")
    span.kind = kind
    #expect(try OTLPOracle.decode(OTLPTraces.encode([span], SpanExporterTests.resource)).map(\.kind) == [number])
  }

  /// The spans as the receiver of an export sees them.
  private func received(_ spans: [FinishedSpan]) async throws -> [OTLPOracle.Span] {
    var decoded: [OTLPOracle.Span] = []
    try await Collector.with { collector in
      var configuration = SpanExporter.Configuration()
      configuration.batchSize = spans.count
      let exporter = try SpanExporter(
        endpoint: collector.endpoint, resource: SpanExporterTests.resource, configuration: configuration,
        logger: .silent, metrics: PrometheusRegistry(processMetrics: false))
      try await whileRunning(exporter) {
        for span in spans { exporter.accept(span) }
        let request = try #require(await collector.requests.first { _ in true })
        decoded = try OTLPOracle.decode(request.body)
      }
    }
    return decoded
  }
}

/// Oracle/otlp_decode.py.
enum OTLPOracle {
  struct Span: Decodable, Equatable {
    var resource, scope, traceID, spanID, parentID, traceState: String
    var flags: Int
    var name: String
    var kind: Int
    var start, end, attributes: String
    var droppedAttributes: Int
    var events: [String]
    var droppedEvents: Int
    var links: [String]
    var status: String
  }

  static func decode(_ bytes: [UInt8]) throws -> [Span] {
    let json = try PythonOracle.run("otlp_decode.py", input: Data(bytes))
    return try JSONDecoder().decode([Span].self, from: Data(json.utf8))
  }
}
