import Tracing

/// A span that has ended, as exporters receive it.
public struct FinishedSpan: Sendable {
  public var name: String
  public var kind: SpanKind
  public var context: TraceContext
  public var parent: TraceContext?
  /// Since the Unix epoch.
  public var startNanoseconds: UInt64
  /// Since the Unix epoch, never before the start.
  public var endNanoseconds: UInt64
  public var attributes: SpanAttributes
  /// At most ``Limits/events``.
  public var events: [SpanEvent]
  public var droppedEvents = 0
  /// At most ``Limits/links``; only links to a span in a trace.
  public var links: [SpanLink]
  public var droppedLinks = 0
  /// nil: neither marked a success nor a failure.
  public var status: SpanStatus?

  /// What one span may hold (OpenTelemetry's default span limits).
  enum Limits {
    static let attributes = 128
    static let events = 128
    static let links = 128
  }
}
