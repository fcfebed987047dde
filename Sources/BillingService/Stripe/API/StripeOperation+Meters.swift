extension StripeOperation where Answer == StripeMeter {
  static func createMeter(name: String, eventName: String) -> Self {
    Self(
      .post(
        "/v1/billing/meters",
        [
          "display_name": .text(name), "event_name": .text(eventName), "default_aggregation": ["formula": "sum"],
        ]))
  }
}

extension StripeOperation where Answer == StripeMeterEvent {
  /// Usage to be invoiced.
  /// - Parameters:
  ///   - identifier: at most 100 characters; the same one again is refused (``StripeRefusal/isRepeatedMeterEvent``).
  ///   - time: Unix seconds, at most 35 days ago and at most 5 minutes ahead.
  static func createMeterEvent(
    _ eventName: String, customer: String, value: Int64, identifier: String, time: Int64
  ) -> Self {
    Self(
      .post(
        "/v1/billing/meter_events",
        [
          "event_name": .text(eventName), "payload": ["stripe_customer_id": .text(customer), "value": .number(value)],
          "identifier": .text(identifier), "timestamp": .number(time),
        ]))
  }
}

extension StripeOperation where Answer == StripeList<StripeMeterSummary> {
  /// What Stripe has counted of a customer's usage, `period` in Unix seconds at whole minutes.
  static func meterSummaries(of meter: String, customer: String, in period: Range<Int64>) -> Self {
    Self(
      .get(
        "/v1/billing/meters/\(StripeRequest.id(meter))/event_summaries",
        [
          "customer": .text(customer), "start_time": .number(period.lowerBound),
          "end_time": .number(period.upperBound), "limit": 100,
        ]))
  }
}
