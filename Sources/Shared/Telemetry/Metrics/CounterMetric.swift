import Metrics

/// Grows only; whole and fractional steps are kept apart, so that the usual step is one atomic addition.
final class CounterMetric: CounterHandler, FloatingPointCounterHandler, PrometheusMetric {
  private let whole = AtomicCount()
  private let fraction = AtomicDouble()

  func increment(by amount: Int64) {
    if amount > 0 { whole.add(amount) }
  }

  func increment(by amount: Double) {
    if amount > 0, amount.isFinite { fraction.add(amount) }
  }

  func reset() {
    whole.reset()
    fraction.value = 0
  }

  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText) {
    text.sample(name, labels: labels.text, Double(whole.value) + fraction.value)
  }
}
