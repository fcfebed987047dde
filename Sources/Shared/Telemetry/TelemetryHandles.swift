import ServiceLifecycle

/// The telemetry of one process.
public struct TelemetryHandles: Sendable {
  /// What `/metrics` renders.
  public let registry: PrometheusRegistry
  public let tracer: QuartetTracer
  /// nil: no collector is configured and no span is recorded.
  public let exporter: SpanExporter?

  /// What runs beside the process's services. They come first in the `ServiceGroup`, so that they stop last.
  public var services: [any Service] { exporter.map { [$0] } ?? [] }
}
