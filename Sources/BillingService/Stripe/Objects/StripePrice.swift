/// A price of a product.
struct StripePrice: Decodable, Sendable, Equatable {
  struct Recurring: Decodable, Sendable, Equatable {
    /// "day", "week", "month" or "year".
    var interval: String
    var intervalCount: Int64?
    /// "licensed" or "metered".
    var usageType: String?
    var meter: String?
  }

  var id: String
  var product: StripeReference?
  var active: Bool?
  var currency: String
  /// In the currency's smallest unit; nil for tiers and for fractions of it.
  var unitAmount: Int64?
  var recurring: Recurring?
  var metadata: [String: String]?
}
