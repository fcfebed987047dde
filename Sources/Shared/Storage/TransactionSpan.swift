import Tracing

/// A span around one SQL transaction, or nothing at all when no tracer is installed: a point read
/// takes microseconds, so it must not pay for telemetry nobody reads.
struct TransactionSpan {
  private let span: (any Span)?

  /// Starts a client span named after the OpenTelemetry conventions for databases.
  init(_ name: String, _ dialect: Dialect, namespace: String) {
    guard !(InstrumentationSystem.instrument is NoOpInstrument) else {
      self.span = nil
      return
    }
    let span = startSpan(name, ofKind: .client)
    span.attributes["db.system"] = dialect == .sqlite ? "sqlite" : "postgresql"
    span.attributes["db.namespace"] = namespace
    self.span = span
  }

  func fail(_ error: any Error) {
    guard let span else { return }
    span.recordError(error)
    span.setStatus(SpanStatus(code: .error))
  }

  func end() { span?.end() }
}
