import Metrics
import Synchronization

/// All metrics of the process, for swift-metrics to write and Prometheus to read (text format 0.0.4).
///
/// Names follow Prometheus' conventions whatever the label: counters end in `_total`, timers are
/// histograms in seconds and end in `_seconds`, recorders that aggregate are summaries, the others gauges.
/// A label that already has another type gets the type as a suffix.
public final class PrometheusRegistry: MetricsFactory, Sendable {
  /// The `content-type` of ``render()``.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  /// Series that one name may have; what comes after shares one series with the label `overflow`, so that an
  /// unbounded dimension cannot exhaust the memory.
  static let maximumSeries = 2000

  private struct Key: Hashable {
    var kind: MetricKind
    var label: String
    var dimensions: [String]
  }
  private struct State {
    var families: [String: MetricFamily] = [:]
    var helps: [String: String] = [:]
    /// By what the caller wrote, so that finding a metric again costs no sanitising.
    var known: [Key: any PrometheusMetric] = [:]
  }
  private let state = Mutex(State())
  private let process: ProcessMetrics?

  /// - Parameter processMetrics: whether ``render()`` includes `process_…`, read from /proc.
  public init(processMetrics: Bool = true) {
    process = processMetrics ? ProcessMetrics() : nil
  }

  /// Sets the HELP text of a metric, by its name in the exposition.
  public func describe(_ name: String, _ help: String) {
    state.withLock { $0.helps[name] = help }
  }

  /// The exposition, families and series in order of their names.
  public func render() -> String {
    let (families, helps) = state.withLock { ($0.families, $0.helps) }
    var text = ExpositionText()
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      text.family(name, family.kind, helps[name] ?? family.defaultHelp)
      for (labels, metric) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
        metric.write(name, labels, to: &text)
      }
    }
    process?.write(to: &text)
    return text.text
  }

  private func metric<M: PrometheusMetric>(
    _ kind: MetricKind, _ label: String, _ dimensions: [(String, String)], _ make: () -> M
  ) -> M {
    let key = Key(kind: kind, label: label, dimensions: dimensions.flatMap { [$0.0, $0.1] })
    return state.withLock { state in
      if let known = state.known[key] as? M { return known }
      var name = MetricName.family(label, kind)
      if let other = state.families[name], other.kind != kind { name += "_\(kind.rawValue)" }
      var family = state.families[name] ?? MetricFamily(kind: kind, label: label)
      var labels = Labels(dimensions, reserved: kind.reservedLabel)
      if family.series[labels] == nil, family.series.count >= Self.maximumSeries { labels = .overflow }
      let metric = family.series[labels] as? M ?? make()
      family.series[labels] = metric
      state.families[name] = family
      // An overflowing dimension must not grow this table either.
      if labels != .overflow { state.known[key] = metric }
      return metric
    }
  }

  private func remove(_ handler: AnyObject) {
    state.withLock { state in
      state.known = state.known.filter { $0.value !== handler }
      for (name, var family) in state.families {
        guard let labels = family.series.first(where: { $0.value === handler })?.key else { continue }
        family.series[labels] = nil
        state.families[name] = family.series.isEmpty ? nil : family
      }
    }
  }
}

extension PrometheusRegistry {
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    metric(.counter, label, dimensions, CounterMetric.init)
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    // The same metric as an integer counter, so that both spellings of a label mean one series.
    metric(.counter, label, dimensions, CounterMetric.init)
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    metric(.gauge, label, dimensions, GaugeMetric.init)
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate
      ? metric(.summary, label, dimensions, SummaryMetric.init) as any RecorderHandler
      : metric(.gauge, label, dimensions, GaugeMetric.init)
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    metric(.histogram, label, dimensions, TimerMetric.init)
  }

  public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
  public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}

/// All series of one name.
struct MetricFamily: Sendable {
  let kind: MetricKind
  let label: String
  var series: [Labels: any PrometheusMetric] = [:]

  init(kind: MetricKind, label: String) {
    self.kind = kind
    self.label = label
  }

  var defaultHelp: String { "The \(kind.rawValue) \(label)." }
}
