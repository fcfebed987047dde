/// A subscription. Since 2025-03-31 its periods are those of its items; before, its own: both are read.
struct StripeSubscription: Decodable, Sendable, Equatable {
  struct Item: Decodable, Sendable, Equatable {
    var id: String
    var price: StripePrice
    var quantity: Int64?
    var currentPeriodStart: Int64?
    var currentPeriodEnd: Int64?
  }

  struct Items: Decodable, Sendable, Equatable {
    var data: [Item]
  }

  /// An id, or the invoice itself with what its payer confirms it with.
  struct LatestInvoice: Decodable, Sendable, Equatable {
    private struct Expanded: Decodable {
      struct Secret: Decodable { var clientSecret: String? }
      var id: String
      var confirmationSecret: Secret?
    }

    let id: String
    let clientSecret: String?

    init(from decoder: any Decoder) throws {
      if let id = try? decoder.singleValueContainer().decode(String.self) {
        (self.id, clientSecret) = (id, nil)
      } else {
        let invoice = try Expanded(from: decoder)
        (id, clientSecret) = (invoice.id, invoice.confirmationSecret?.clientSecret)
      }
    }
  }

  var id: String
  var customer: StripeReference
  /// "incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid" or "paused".
  var status: String
  var currency: String?
  var items: Items
  var cancelAtPeriodEnd: Bool
  /// Unix seconds.
  var cancelAt: Int64?
  var canceledAt: Int64?
  var endedAt: Int64?
  var trialStart: Int64?
  var trialEnd: Int64?
  var billingCycleAnchor: Int64?
  var created: Int64
  var livemode: Bool?
  var latestInvoice: LatestInvoice?
  var schedule: StripeReference?
  var metadata: [String: String]?
  private var currentPeriodStart: Int64?
  private var currentPeriodEnd: Int64?

  /// The running period, half-open, in Unix seconds.
  /// - Throws: ``StripeFailure/unreadable(_:)`` where neither form has it.
  func period() throws -> Range<Int64> {
    let item = items.data.first { $0.currentPeriodEnd != nil }
    guard let start = item?.currentPeriodStart ?? currentPeriodStart,
      let end = item?.currentPeriodEnd ?? currentPeriodEnd, start <= end
    else { throw StripeFailure.unreadable("the period of subscription \(id)") }
    return start..<end
  }
}
