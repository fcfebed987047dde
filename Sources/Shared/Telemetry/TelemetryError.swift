/// What can be wrong with the telemetry settings, in words for the operator.
public enum TelemetryError: Error, Equatable, CustomStringConvertible {
  /// Not an absolute http or https URL.
  case invalidEndpoint(String)
  /// Outside 0...1.
  case invalidSamplingRatio(Double)
  /// This process has its logging, metrics and tracing already.
  case alreadyBootstrapped

  public var description: String {
    switch self {
    case .invalidEndpoint(let endpoint):
      "OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL such as http://localhost:4318, not "
        + "\"\(LogRedaction.redact(endpoint))\"."
    case .invalidSamplingRatio(let ratio): "OTEL_TRACES_SAMPLER_ARG must be between 0 and 1, not \(ratio)."
    case .alreadyBootstrapped: "Telemetry is bootstrapped once per process."
    }
  }
}
