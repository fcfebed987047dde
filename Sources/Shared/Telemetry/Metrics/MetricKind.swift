/// The types of the text format.
enum MetricKind: String, Sendable {
  case counter, gauge, summary, histogram

  /// The label that the format itself uses.
  var reservedLabel: String? {
    switch self {
    case .histogram: "le"
    case .summary: "quantile"
    case .counter, .gauge: nil
    }
  }
}
