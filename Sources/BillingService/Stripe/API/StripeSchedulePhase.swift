/// A part of a subscription's schedule, half-open.
struct StripeSchedulePhase: Sendable, Equatable {
  var lines: [NewStripeCheckout.Line]
  /// Unix seconds; nil: where the one before ends.
  var start: Int64?
  /// Unix seconds; nil for the last one, of one billing period.
  var end: Int64?
  /// "none" for a change at the end of a paid period.
  var prorationBehavior = "none"
  var metadata: [String: String] = [:]

  var value: StripeValue {
    [
      "items": .list(lines.map { ["price": .text($0.price), "quantity": $0.quantity.map(StripeValue.number)] }),
      "start_date": start.map(StripeValue.number), "end_date": end.map(StripeValue.number),
      "proration_behavior": .text(prorationBehavior), "metadata": .metadata(metadata),
    ]
  }
}
