import Telemetry
import Tracing

/// Whether spans go anywhere. Without an exporter even an empty span costs more than the reads it would
/// measure, so hot paths ask first; an incoming trace context still travels.
public enum Spans {
  /// Decided once, with the first call, after start-up has installed the tracer.
  public static let areRecorded: Bool = (InstrumentationSystem.tracer as? QuartetTracer)?.isRecording ?? false
}
