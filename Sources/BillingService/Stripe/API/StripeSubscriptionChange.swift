/// What changes of a subscription; what is nil stays.
struct StripeSubscriptionChange: Sendable, Equatable {
  /// One of its items: changed, added (without an id) or taken away.
  struct Item: Sendable, Equatable {
    var id: String?
    var price: String?
    var quantity: Int64?
    var isDeleted = false

    var value: StripeValue {
      [
        "id": id.map(StripeValue.text), "price": price.map(StripeValue.text),
        "quantity": quantity.map(StripeValue.number), "deleted": isDeleted ? true : nil,
      ]
    }
  }

  var items: [Item] = []
  /// "create_prorations", "always_invoice" or "none".
  var prorationBehavior: String?
  /// Unix seconds: the same in the preview and in the change, so that both have the same amount.
  var prorationDate: Int64?
  var cancelAtPeriodEnd: Bool?
  /// Unix seconds.
  var trialEnd: Int64?
  /// "error_if_incomplete" changes nothing where the payment fails, "pending_if_incomplete", "allow_incomplete".
  var paymentBehavior: String?
  var paymentMethod: String?
  var isOffSession = false
  var metadata: [String: String] = [:]

  var parameters: StripeParameters {
    [
      "items": items.isEmpty ? nil : .list(items.map(\.value)),
      "proration_behavior": prorationBehavior.map(StripeValue.text),
      "proration_date": prorationDate.map(StripeValue.number),
      "cancel_at_period_end": cancelAtPeriodEnd.map { .text(String($0)) },
      "trial_end": trialEnd.map(StripeValue.number), "payment_behavior": paymentBehavior.map(StripeValue.text),
      "default_payment_method": paymentMethod.map(StripeValue.text), "off_session": isOffSession ? true : nil,
      "metadata": .metadata(metadata),
    ]
  }

  /// For a preview of the invoice that the change makes.
  var preview: StripeParameters {
    [
      "items": items.isEmpty ? nil : .list(items.map(\.value)),
      "proration_behavior": prorationBehavior.map(StripeValue.text),
      "proration_date": prorationDate.map(StripeValue.number),
      "cancel_at_period_end": cancelAtPeriodEnd.map { .text(String($0)) },
    ]
  }
}
