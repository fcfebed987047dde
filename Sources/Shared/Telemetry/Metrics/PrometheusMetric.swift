/// One series: it counts without locks and writes itself out.
protocol PrometheusMetric: AnyObject, Sendable {
  func write(_ name: String, _ labels: Labels, to text: inout ExpositionText)
}
