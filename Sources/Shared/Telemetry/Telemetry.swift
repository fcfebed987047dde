import Foundation
import Logging
import Metrics
import Synchronization
import Tracing

/// Logging, metrics and tracing for a Quartet process.
public enum Telemetry {
  private static let installed = Mutex<TelemetryHandles?>(nil)

  /// Makes the process log, count and trace. Call it once, before anything else does.
  /// - Parameters:
  ///   - role: "gateway", "order", …; the traces' `service.name` is "quartet-<role>".
  ///   - otlpEndpoint: `OTEL_EXPORTER_OTLP_ENDPOINT`; nil or empty exports nothing.
  ///   - samplingRatio: `OTEL_TRACES_SAMPLER_ARG`, the share of new traces to record.
  ///   - logMetadata: adds to each log line, beside the ids in the `ServiceContext`.
  /// - Throws: ``TelemetryError``.
  public static func bootstrap(
    role: String, version: String = "0.0.0", otlpEndpoint: String? = nil, logLevel: Logger.Level = .info,
    logFormat: LogFormat = .logfmt, samplingRatio: Double = 1, registry: PrometheusRegistry = PrometheusRegistry(),
    logMetadata: Logger.MetadataProvider? = nil
  ) throws(TelemetryError) -> TelemetryHandles {
    let (handles, isFirst) = try install(
      role: role, version: version, otlpEndpoint: otlpEndpoint, logLevel: logLevel, logFormat: logFormat,
      samplingRatio: samplingRatio, registry: registry, logMetadata: logMetadata)
    guard isFirst else { throw .alreadyBootstrapped }
    return handles
  }

  /// As ``bootstrap(role:version:otlpEndpoint:logLevel:logFormat:samplingRatio:registry:logMetadata:)``, but later
  /// calls give the first one's handles and ignore their arguments: for tests, which share a process.
  public static func bootstrapOnce(
    role: String, version: String = "0.0.0", otlpEndpoint: String? = nil, logLevel: Logger.Level = .info,
    logFormat: LogFormat = .logfmt, samplingRatio: Double = 1, registry: PrometheusRegistry = PrometheusRegistry(),
    logMetadata: Logger.MetadataProvider? = nil
  ) throws(TelemetryError) -> TelemetryHandles {
    try install(
      role: role, version: version, otlpEndpoint: otlpEndpoint, logLevel: logLevel, logFormat: logFormat,
      samplingRatio: samplingRatio, registry: registry, logMetadata: logMetadata
    ).handles
  }

  /// Builds telemetry without installing it, for `withTracer` and for tests.
  /// - Throws: ``TelemetryError``.
  public static func make(
    role: String, version: String = "0.0.0", otlpEndpoint: String? = nil, samplingRatio: Double = 1,
    registry: PrometheusRegistry = PrometheusRegistry()
  ) throws(TelemetryError) -> TelemetryHandles {
    try build(role, version, otlpEndpoint, samplingRatio, registry, Logger(label: exporterLabel))
  }

  private static let exporterLabel = "quartet.telemetry"

  private static func build(
    _ role: String, _ version: String, _ otlpEndpoint: String?, _ samplingRatio: Double,
    _ registry: PrometheusRegistry, _ logger: Logger
  ) throws(TelemetryError) -> TelemetryHandles {
    guard (0...1).contains(samplingRatio) else { throw .invalidSamplingRatio(samplingRatio) }
    var exporter: SpanExporter?
    if let otlpEndpoint, !otlpEndpoint.isEmpty {
      let resource = Resource(
        serviceName: "quartet-\(role)", serviceVersion: version, instanceID: UUID().uuidString.lowercased())
      exporter = try SpanExporter(endpoint: otlpEndpoint, resource: resource, logger: logger, metrics: registry)
    }
    return TelemetryHandles(
      registry: registry, tracer: QuartetTracer(sink: exporter, samplingRatio: samplingRatio), exporter: exporter)
  }

  private static func install(
    role: String, version: String, otlpEndpoint: String?, logLevel: Logger.Level, logFormat: LogFormat,
    samplingRatio: Double, registry: PrometheusRegistry, logMetadata: Logger.MetadataProvider?
  ) throws(TelemetryError) -> (handles: TelemetryHandles, isFirst: Bool) {
    try installed.withLock { (installed) throws(TelemetryError) in
      if let installed { return (installed, false) }
      let makeHandler = { @Sendable (label: String, provider: Logger.MetadataProvider?) -> any LogHandler in
        StructuredLogHandler(label: label, level: logLevel, format: logFormat, metadataProvider: provider)
      }
      // Settings are checked before anything is installed, so that a caller can correct them and try again.
      let handles = try build(
        role, version, otlpEndpoint, samplingRatio, registry,
        Logger(label: exporterLabel) { makeHandler($0, nil) })
      let providers = [Logger.MetadataProvider.serviceContext] + (logMetadata.map { [$0] } ?? [])
      LoggingSystem.bootstrap(makeHandler, metadataProvider: .multiplex(providers))
      MetricsSystem.bootstrap(registry)
      InstrumentationSystem.bootstrap(handles.tracer)
      installed = handles
      return (handles, true)
    }
  }
}
