import Metrics

/// Durations in buckets from half a millisecond to ten seconds.
final class TimerMetric: TimerHandler, PrometheusMetric {
  /// Upper bounds in nanoseconds, inclusive.
  static let bounds: [Int64] = [
    500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
    500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
  ]
  private static let boundLabels = bounds.map { ExpositionText.number(Double($0) / 1e9) }

  /// Per bucket, not cumulated; the last is what exceeds every bound.
  private let buckets: [AtomicCount] = (0...TimerMetric.bounds.count).map { _ in AtomicCount() }
  private let nanoseconds = AtomicCount()

  func recordNanoseconds(_ duration: Int64) {
    let duration = max(0, duration)
    let index = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
    buckets[index].add(1)
    nanoseconds.add(duration)
  }

  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText) {
    let prefix = labels.text.isEmpty ? "" : labels.text + ","
    var cumulated: Int64 = 0
    for (bucket, bound) in zip(buckets, Self.boundLabels + ["+Inf"]) {
      cumulated += bucket.value
      text.sample(name + "_bucket", labels: prefix + "le=\"\(bound)\"", Double(cumulated))
    }
    text.sample(name + "_sum", labels: labels.text, Double(nanoseconds.value) / 1e9)
    // The count is the last bucket by definition, also while others record.
    text.sample(name + "_count", labels: labels.text, Double(cumulated))
  }
}
