import Synchronization
import Telemetry

/// Keeps ended spans in memory.
final class CollectedSpans: SpanSink {
  private let spans = Mutex<[FinishedSpan]>([])

  func accept(_ span: FinishedSpan) { spans.withLock { $0.append(span) } }

  var all: [FinishedSpan] { spans.withLock { $0 } }

  func named(_ name: String) -> FinishedSpan? { all.first { $0.name == name } }
}
