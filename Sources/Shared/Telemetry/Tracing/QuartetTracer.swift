import Tracing

/// Records spans and carries W3C Trace Context in and out.
///
/// Without a sink it records nothing and makes no ids, yet an incoming trace reaches the services
/// downstream unchanged. With one, a trace from outside keeps its sampled flag, and new traces are sampled
/// by ratio.
public struct QuartetTracer: Tracer, Instrument {
  public typealias Span = QuartetSpan

  private let sink: (any SpanSink)?

  /// Whether spans have somewhere to go.
  public var isRecording: Bool { sink != nil }

  private let sampler: Sampler

  /// - Parameters:
  ///   - sink: Where ended spans go; nil records none.
  ///   - samplingRatio: The share of new traces to record, 0...1 (`OTEL_TRACES_SAMPLER_ARG`).
  public init(sink: (any SpanSink)? = nil, samplingRatio: Double = 1) {
    self.sink = sink
    self.sampler = Sampler(ratio: samplingRatio)
  }

  public func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> QuartetSpan {
    var context = context()
    guard let sink else { return QuartetSpan(context: context) }
    let parent = context.traceContext
    // An unsampled trace goes on as it came: nobody will look for the spans in between.
    if let parent, !parent.isSampled { return QuartetSpan(context: context) }

    let own = parent.map(child) ?? root()
    context.traceContext = own
    guard own.isSampled else { return QuartetSpan(context: context) }
    let start = instant().nanosecondsSinceEpoch
    let span = FinishedSpan(
      name: operationName, kind: kind, context: own, parent: parent, startNanoseconds: start, endNanoseconds: start,
      attributes: [:], events: [], links: [])
    return QuartetSpan(context: context, recording: Recording(span, sink: sink))
  }

  private func child(of parent: TraceContext) -> TraceContext {
    var context = parent
    context.spanID = .random()
    context.isRemote = false
    return context
  }

  private func root() -> TraceContext {
    let trace = TraceID.random()
    return TraceContext(
      traceID: trace, spanID: .random(), flags: sampler.samples(trace) ? [.random, .sampled] : .random)
  }

  /// Batches are sent by the exporter's own task; there is nothing to force.
  @available(*, deprecated)
  public func forceFlush() {}
}

extension QuartetTracer {
  /// The header names, which are case-insensitive in HTTP and lower case in gRPC metadata.
  enum Field {
    static let parent = "traceparent"
    static let state = "tracestate"
  }

  /// Reads `traceparent` and `tracestate`; a header that breaks the specification counts as absent.
  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let parent = extractor.extract(key: Field.parent, from: carrier),
      let trace = TraceContext(
        traceparent: parent, tracestate: extractor.extract(key: Field.state, from: carrier))
    else { return }
    context.traceContext = trace
  }

  /// Writes `traceparent` and, if there is any state, `tracestate`.
  public func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let trace = context.traceContext else { return }
    injector.inject(trace.traceparent, forKey: Field.parent, into: &carrier)
    if !trace.state.isEmpty { injector.inject(trace.state, forKey: Field.state, into: &carrier) }
  }
}
