/// What becomes of a subscription, and when.
struct StripeSchedule: Decodable, Sendable, Equatable {
  struct Phase: Decodable, Sendable, Equatable {
    struct Item: Decodable, Sendable, Equatable {
      var price: StripeReference
      var quantity: Int64?
    }

    /// Unix seconds.
    var startDate: Int64
    /// Nil for a last one that has no end yet.
    var endDate: Int64?
    var items: [Item]
  }

  var id: String
  /// "not_started", "active", "completed", "released" or "canceled".
  var status: String
  var subscription: StripeReference?
  var phases: [Phase]
}
