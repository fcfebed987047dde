import Metrics

/// Count and sum of what was recorded; no quantiles, which cannot be added up over replicas.
final class SummaryMetric: RecorderHandler, PrometheusMetric {
  private let count = AtomicCount()
  private let sum = AtomicDouble()

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    sum.add(value)
    count.add(1)
  }

  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText) {
    text.sample(name + "_sum", labels: labels.text, sum.value)
    text.sample(name + "_count", labels: labels.text, Double(count.value))
  }
}
