extension StripeOperation where Answer == StripeCheckoutSession {
  static func createCheckout(_ new: NewStripeCheckout) -> Self {
    Self(.create("/v1/checkout/sessions", new.parameters))
  }

  static func checkout(_ id: String) -> Self { Self(.get("/v1/checkout/sessions/\(StripeRequest.id(id))")) }

  /// Ends an open page, so that nobody pays on it any more.
  static func expireCheckout(_ id: String) -> Self {
    Self(.post("/v1/checkout/sessions/\(StripeRequest.id(id))/expire"))
  }
}

extension StripeOperation where Answer == StripePortalSession {
  static func createPortal(customer: String, returnURL: String, locale: String? = nil) -> Self {
    Self(
      .post(
        "/v1/billing_portal/sessions",
        ["customer": .text(customer), "return_url": .text(returnURL), "locale": locale.map(StripeValue.text)]))
  }
}
