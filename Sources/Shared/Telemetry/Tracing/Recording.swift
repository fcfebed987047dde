import Synchronization
import Tracing

/// The state of a span that is recorded.
final class Recording: Sendable {
  private let sink: any SpanSink
  /// nil once the span has ended.
  private let open: Mutex<FinishedSpan?>

  init(_ span: FinishedSpan, sink: any SpanSink) {
    open = Mutex(span)
    self.sink = sink
  }

  var isOpen: Bool { open.withLock { $0 != nil } }

  func read<T: Sendable>(_ body: (FinishedSpan) -> T) -> T? {
    open.withLock { $0.map(body) }
  }

  func update(_ body: (inout FinishedSpan) -> Void) {
    open.withLock { span in
      guard span != nil else { return }
      body(&span!)
    }
  }

  func end(at nanoseconds: UInt64) {
    let ended = open.withLock { $0.take() }
    guard var ended else { return }
    ended.endNanoseconds = max(nanoseconds, ended.startNanoseconds)
    sink.accept(ended)
  }
}
