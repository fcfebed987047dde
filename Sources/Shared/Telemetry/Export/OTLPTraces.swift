import Tracing

/// Spans as an `opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest`. The field numbers are
/// those of opentelemetry-proto 1.x, which are frozen.
enum OTLPTraces {
  static let scopeName = "quartet"

  static func encode(_ spans: some Sequence<FinishedSpan>, _ resource: Resource) -> [UInt8] {
    var request = ProtobufWriter()
    request.message(1) { resourceSpans in
      resourceSpans.message(1) { message in
        message.attribute(1, "service.name", .string(resource.serviceName))
        message.attribute(1, "service.version", .string(resource.serviceVersion))
        message.attribute(1, "service.instance.id", .string(resource.instanceID))
      }
      resourceSpans.message(2) { scopeSpans in
        scopeSpans.message(1) { scope in
          scope.string(1, scopeName)
          scope.string(2, resource.serviceVersion)
        }
        for span in spans {
          scopeSpans.message(2) { $0.span(span) }
        }
      }
    }
    return request.bytes
  }
}

extension ProtobufWriter {
  fileprivate mutating func span(_ span: FinishedSpan) {
    id(1, span.context.traceID.high, span.context.traceID.low)
    id(2, span.context.spanID.value)
    if !span.context.state.isEmpty { string(3, span.context.state) }
    if let parent = span.parent { id(4, parent.spanID.value) }
    string(5, span.name)
    varint(6, span.kind.otlp)
    fixed64(7, span.startNanoseconds)
    fixed64(8, span.endNanoseconds)
    let dropped = attributes(9, span.attributes)
    if dropped > 0 { varint(10, UInt64(dropped)) }
    for event in span.events { message(11) { $0.event(event) } }
    if span.droppedEvents > 0 { varint(12, UInt64(span.droppedEvents)) }
    for link in span.links { message(13) { $0.link(link) } }
    if span.droppedLinks > 0 { varint(14, UInt64(span.droppedLinks)) }
    if let status = span.status {
      message(15) { message in
        if let text = status.message { message.string(2, text) }
        message.varint(3, status.code == .ok ? 1 : 2)
      }
    }
    fixed32(16, span.context.otlpFlags(remote: span.parent?.isRemote ?? false))
  }

  private mutating func event(_ event: SpanEvent) {
    fixed64(1, event.nanosecondsSinceEpoch)
    string(2, event.name)
    let dropped = attributes(3, event.attributes)
    if dropped > 0 { varint(4, UInt64(dropped)) }
  }

  private mutating func link(_ link: SpanLink) {
    guard let context = link.context.traceContext else { return }
    id(1, context.traceID.high, context.traceID.low)
    id(2, context.spanID.value)
    if !context.state.isEmpty { string(3, context.state) }
    let dropped = attributes(4, link.attributes)
    if dropped > 0 { varint(5, UInt64(dropped)) }
    fixed32(6, context.otlpFlags(remote: context.isRemote))
  }

  /// Writes attributes in the order of their keys, so that equal spans have equal bytes.
  /// - Returns: how many the limit left out.
  private mutating func attributes(_ field: Int, _ attributes: SpanAttributes) -> Int {
    var pairs: [(key: String, value: SpanAttribute)] = []
    func collect(_ key: String, _ value: SpanAttribute) { pairs.append((key, value)) }
    attributes.forEach(collect)
    pairs.sort { $0.key < $1.key }
    for pair in pairs.prefix(FinishedSpan.Limits.attributes) { attribute(field, pair.key, pair.value) }
    return max(0, pairs.count - FinishedSpan.Limits.attributes)
  }

  fileprivate mutating func attribute(_ field: Int, _ key: String, _ value: SpanAttribute) {
    message(field) { pair in
      pair.string(1, key)
      pair.message(2) { $0.value(value) }
    }
  }

  /// The body of an `AnyValue`.
  private mutating func value(_ value: SpanAttribute) {
    switch value {
    case .string(let text): string(1, text)
    case .stringConvertible(let text): string(1, text.description)
    case .bool(let flag): varint(2, flag ? 1 : 0)
    case .int32(let number): varint(3, UInt64(bitPattern: Int64(number)))
    case .int64(let number): varint(3, UInt64(bitPattern: number))
    case .double(let number): fixed64(4, number.bitPattern)
    case .stringArray(let list): array(list.map(SpanAttribute.string))
    case .stringConvertibleArray(let list): array(list.map(SpanAttribute.stringConvertible))
    case .boolArray(let list): array(list.map(SpanAttribute.bool))
    case .int32Array(let list): array(list.map(SpanAttribute.int32))
    case .int64Array(let list): array(list.map(SpanAttribute.int64))
    case .doubleArray(let list): array(list.map(SpanAttribute.double))
    // The library reserves the right to add cases.
    default: string(1, String(describing: value))
    }
  }

  private mutating func array(_ values: [SpanAttribute]) {
    message(5) { list in
      for value in values { list.message(1) { $0.value(value) } }
    }
  }
}

extension TraceContext {
  /// The low byte as in `traceparent`; bit 8 says that bit 9, "the parent is remote", means something.
  fileprivate func otlpFlags(remote: Bool) -> UInt32 {
    UInt32(flags.rawValue) | 0x100 | (remote ? 0x200 : 0)
  }
}

extension SpanKind {
  fileprivate var otlp: UInt64 {
    switch self {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }
}
