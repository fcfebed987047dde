import Synchronization
import Tracing

/// A span of ``QuartetTracer``. One that is not recorded is nothing but its context: it takes no lock
/// and allocates nothing.
public struct QuartetSpan: Span {
  public let context: ServiceContext
  private let recording: Recording?

  init(context: ServiceContext, recording: Recording? = nil) {
    self.context = context
    self.recording = recording
  }

  public var isRecording: Bool { recording?.isOpen ?? false }

  /// Empty when the span is not recorded.
  public var operationName: String {
    get { recording?.read { $0.name } ?? "" }
    nonmutating set { recording?.update { $0.name = newValue } }
  }

  public var attributes: SpanAttributes {
    get { recording?.read { $0.attributes } ?? [:] }
    nonmutating set { recording?.update { $0.attributes = newValue } }
  }

  public func setStatus(_ status: SpanStatus) {
    // The first failure's text is the telling one: `withSpan` sets a bare error afterwards.
    recording?.update { span in
      if status.message == nil, span.status?.code == status.code { return }
      span.status = status
    }
  }

  public func addEvent(_ event: SpanEvent) {
    recording?.update { $0.add(event) }
  }

  public func addLink(_ link: SpanLink) {
    guard link.context.traceContext != nil else { return }
    recording?.update { $0.add(link) }
  }

  /// Adds an `exception` event (OpenTelemetry's semantic conventions). Secrets in the error's text are redacted.
  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    guard let recording, recording.isOpen else { return }
    var attributes = attributes
    attributes["exception.type"] = String(reflecting: type(of: error))
    attributes["exception.message"] = LogRedaction.redact(String(describing: error))
    let event = SpanEvent(name: "exception", at: instant(), attributes: attributes)
    recording.update { $0.add(event) }
  }

  /// Hands the span to the sink. Later changes, and a second end, are ignored.
  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    recording?.end(at: instant().nanosecondsSinceEpoch)
  }
}

extension FinishedSpan {
  mutating func add(_ event: SpanEvent) {
    if events.count < Limits.events { events.append(event) } else { droppedEvents += 1 }
  }

  mutating func add(_ link: SpanLink) {
    if links.count < Limits.links { links.append(link) } else { droppedLinks += 1 }
  }
}
