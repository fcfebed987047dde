import Metrics

/// The last value that was set.
final class GaugeMetric: MeterHandler, RecorderHandler, PrometheusMetric {
  private let current = AtomicDouble()

  func set(_ value: Int64) { current.value = Double(value) }
  func set(_ value: Double) { current.value = value }
  func increment(by amount: Double) { current.add(amount) }
  func decrement(by amount: Double) { current.add(-amount) }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }

  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText) {
    text.sample(name, labels: labels.text, current.value)
  }
}
