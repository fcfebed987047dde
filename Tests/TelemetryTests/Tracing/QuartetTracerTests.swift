import ServiceContextModule
import Testing
import Tracing

@testable import Telemetry

@Suite("The tracer")
struct QuartetTracerTests {
  private static let incoming = [
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "vendor=1",
  ]
  private static let unsampled = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"]

  private let spans = CollectedSpans()

  @Test("a span continues the trace that came in, and what goes out names the span")
  func propagates() throws {
    let tracer = QuartetTracer(sink: spans)
    let context = tracer.context(of: Self.incoming)
    let outgoing = tracer.withSpan("handle", context: context, ofKind: .server) { span in
      #expect(span.isRecording)
      return tracer.headers(of: span.context)
    }
    let span = try #require(spans.all.first)
    #expect(span.parent?.spanID.description == "00f067aa0ba902b7")
    #expect(span.parent?.isRemote == true)
    #expect(span.context.traceID.description == "4bf92f3577b34da6a3ce929d0e0e4736")
    #expect(span.context.spanID != span.parent?.spanID)
    #expect(
      outgoing == [
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-\(span.context.spanID)-01", "tracestate": "vendor=1",
      ])
  }

  @Test("spans within spans are children of the innermost, in tasks too")
  func nests() async throws {
    let tracer = QuartetTracer(sink: spans)
    await tracer.withSpan("outer") { _ in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { tracer.withSpan("inner") { _ in } }
      }
    }
    let inner = try #require(spans.named("inner"))
    let outer = try #require(spans.named("outer"))
    #expect(outer.parent == nil)
    #expect(outer.context.flags == [.sampled, .random])
    #expect(inner.parent?.spanID == outer.context.spanID)
    #expect(inner.parent?.isRemote == false)
    #expect(inner.context.traceID == outer.context.traceID)
  }

  @Test("without an exporter nothing is recorded, and an incoming trace goes on unchanged")
  func forwards() {
    let tracer = QuartetTracer()
    let span = tracer.startSpan("handle", context: tracer.context(of: Self.incoming))
    span.attributes["ignored"] = true
    span.end()
    #expect(!span.isRecording)
    #expect(span.attributes.isEmpty)
    #expect(tracer.headers(of: span.context) == Self.incoming)
  }

  @Test("without an exporter and an incoming trace there is no trace at all")
  func makesNothing() {
    let tracer = QuartetTracer()
    let span = tracer.startSpan("handle", context: .topLevel)
    #expect(span.context.isEmpty)
    #expect(tracer.headers(of: span.context).isEmpty)
  }

  @Test("a trace that its origin does not sample is not recorded and stays unsampled")
  func parentDecides() {
    let tracer = QuartetTracer(sink: spans)
    let span = tracer.startSpan("handle", context: tracer.context(of: Self.unsampled))
    span.end()
    #expect(!span.isRecording)
    #expect(tracer.headers(of: span.context) == Self.unsampled)
    #expect(spans.all.isEmpty)
  }

  @Test("a new trace outside the sampling ratio says so to everyone downstream")
  func unsampledRoot() throws {
    let tracer = QuartetTracer(sink: spans, samplingRatio: 0)
    let root = tracer.startSpan("root", context: .topLevel)
    let child = tracer.startSpan("child", context: root.context)
    child.end()
    root.end()
    let header = try #require(tracer.headers(of: child.context)["traceparent"])
    #expect(header.hasSuffix("-02"))
    #expect(child.context.traceID == root.context.traceID)
    #expect(spans.all.isEmpty)
  }

  @Test(
    "the ratio cuts the trace ids' last 56 bits",
    arguments: [
      (1.0, 0, true), (0.5, 0x0080_0000_0000_0000, true), (0.5, 0x007F_FFFF_FFFF_FFFF, false),
      // The first byte of the low half does not count.
      (0.5, 0xFF00_0000_0000_0000, false), (0, 0x00FF_FFFF_FFFF_FFFF, false),
    ] as [(Double, UInt64, Bool)])
  func ratio(ratio: Double, low: UInt64, sampled: Bool) {
    #expect(Sampler(ratio: ratio).samples(TraceID(high: 1, low: low)) == sampled)
  }

  @Test("headers that break the specification start a new trace")
  func ignoresNonsense() {
    let context = QuartetTracer().context(of: ["traceparent": "00-nonsense", "tracestate": "vendor=1"])
    #expect(context.isEmpty)
  }

  @Test("an error is an event, its secrets are not")
  func recordsErrors() throws {
    struct Refused: Error, CustomStringConvertible {
      let description = "401 for Bearer abc.def"
    }
    let tracer = QuartetTracer(sink: spans)
    #expect(throws: Refused.self) {
      try tracer.withSpan("call", context: .topLevel) { span in
        span.setStatus(SpanStatus(code: .error, message: "refused"))
        throw Refused()
      }
    }
    let span = try #require(spans.all.first)
    #expect(span.events.map(\.name) == ["exception"])
    #expect(span.events.first?.attributes.get("exception.message") == .string("401 for Bearer [redacted]"))
    // `withSpan` marks the failure as well; the text given before stays.
    #expect(span.status == SpanStatus(code: .error, message: "refused"))
  }

  @Test("a span ends once, and nothing changes it afterwards")
  func endsOnce() {
    let span = QuartetTracer(sink: spans).startSpan("once", context: .topLevel)
    span.end()
    span.attributes["late"] = true
    span.operationName = "renamed"
    span.end()
    #expect(spans.all.map(\.name) == ["once"])
    #expect(spans.all.first?.attributes.isEmpty == true)
    #expect(!span.isRecording)
  }

  @Test("a span never ends before it starts, though the clock be set back")
  func clockSetBack() {
    let span = QuartetTracer(sink: spans).startSpan(
      "back", context: .topLevel, at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1000))
    span.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 10))
    #expect(spans.all.first?.endNanoseconds == 1000)
  }

  @Test("events and links beyond the limit are counted, links to nowhere ignored")
  func limits() throws {
    let tracer = QuartetTracer(sink: spans)
    let span = tracer.startSpan("busy", context: .topLevel)
    for number in 0..<130 {
      span.addEvent(SpanEvent(name: "event \(number)"))
      span.addLink(SpanLink(context: tracer.context(of: Self.incoming), attributes: [:]))
      span.addLink(SpanLink(context: .topLevel, attributes: [:]))
    }
    span.end()
    let ended = try #require(spans.all.first)
    #expect((ended.events.count, ended.droppedEvents) == (128, 2))
    #expect((ended.links.count, ended.droppedLinks) == (128, 2))
  }
}

extension QuartetTracer {
  fileprivate func context(of headers: [String: String]) -> ServiceContext {
    var context = ServiceContext.topLevel
    extract(headers, into: &context, using: DictionaryCarrier())
    return context
  }

  fileprivate func headers(of context: ServiceContext) -> [String: String] {
    var headers: [String: String] = [:]
    inject(context, into: &headers, using: DictionaryCarrier())
    return headers
  }
}

private struct DictionaryCarrier: Injector, Extractor {
  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
  func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}
