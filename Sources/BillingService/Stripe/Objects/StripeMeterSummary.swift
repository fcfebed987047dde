/// Usage as Stripe has counted it.
struct StripeMeterSummary: Decodable, Sendable, Equatable {
  var aggregatedValue: Double
  /// Unix seconds.
  var startTime: Int64
  var endTime: Int64
}
