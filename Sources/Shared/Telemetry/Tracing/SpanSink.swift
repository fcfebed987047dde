import Tracing

/// Where ended spans go. It is called on the thread that ends the span, so it must not block.
public protocol SpanSink: Sendable {
  func accept(_ span: FinishedSpan)
}
