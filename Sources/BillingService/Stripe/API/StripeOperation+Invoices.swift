extension StripeOperation where Answer == StripeList<StripeInvoice> {
  /// A customer's, newest first.
  static func invoices(of customer: String, limit: Int64 = 100, after previous: String? = nil) -> Self {
    Self(
      .get(
        "/v1/invoices",
        [
          "customer": .text(customer), "limit": .number(limit),
          "starting_after": previous.map(StripeValue.text),
        ]))
  }
}

extension StripeOperation where Answer == StripeInvoice {
  static func invoice(_ id: String) -> Self { Self(.get("/v1/invoices/\(StripeRequest.id(id))")) }

  /// What a change would cost. Nothing is changed.
  static func preview(_ change: StripeSubscriptionChange, of subscription: String, customer: String) -> Self {
    Self(
      .post(
        "/v1/invoices/create_preview",
        [
          "customer": .text(customer), "subscription": .text(subscription),
          "subscription_details": .object(change.preview),
        ]))
  }
}
