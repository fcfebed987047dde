/// Decides which new traces are recorded. A trace that another process began keeps that process's decision.
struct Sampler: Sendable {
  /// Traces whose last 56 bits are below it are not recorded (OpenTelemetry's consistent probability sampling).
  private let threshold: UInt64

  /// - Parameter ratio: the share of new traces to record, 0...1; values outside are clamped.
  init(ratio: Double) {
    let ratio = ratio.isNaN ? 1 : min(max(ratio, 0), 1)
    threshold = UInt64((1 - ratio) * Double(UInt64(1) << 56))
  }

  func samples(_ trace: TraceID) -> Bool {
    trace.low & 0x00FF_FFFF_FFFF_FFFF >= threshold
  }
}
