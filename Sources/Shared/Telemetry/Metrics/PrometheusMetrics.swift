import Metrics
import Synchronization

/// One series: it counts without locks and writes itself out.
protocol PrometheusMetric: AnyObject, Sendable {
  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText)
}

/// A number that many threads add to.
final class AtomicDouble: Sendable {
  private let bits = Atomic<UInt64>(0)

  var value: Double {
    get { Double(bitPattern: bits.load(ordering: .relaxed)) }
    set { bits.store(newValue.bitPattern, ordering: .relaxed) }
  }

  func add(_ amount: Double) {
    var old = bits.load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (done, seen) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
      if done { return }
      old = seen
    }
  }
}

/// A whole number that many threads add to.
final class AtomicCount: Sendable {
  private let count = Atomic<Int64>(0)

  var value: Int64 { count.load(ordering: .relaxed) }

  func add(_ amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }
}

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
