extension StripeOperation where Answer == StripeCustomer {
  static func createCustomer(
    email: String? = nil, name: String? = nil, locales: [String] = [], metadata: [String: String] = [:]
  ) -> Self {
    Self(
      .create(
        "/v1/customers",
        [
          "email": email.map(StripeValue.text), "name": name.map(StripeValue.text),
          "preferred_locales": locales.isEmpty ? nil : .list(locales.map(StripeValue.text)),
          "metadata": .metadata(metadata),
        ]))
  }

  /// What is nil stays.
  static func updateCustomer(
    _ id: String, email: String? = nil, name: String? = nil, defaultPaymentMethod: String? = nil
  ) -> Self {
    Self(
      .post(
        "/v1/customers/\(StripeRequest.id(id))",
        [
          "email": email.map(StripeValue.text), "name": name.map(StripeValue.text),
          "invoice_settings": defaultPaymentMethod.map { ["default_payment_method": .text($0)] },
        ]))
  }

  static func customer(_ id: String) -> Self { Self(.get("/v1/customers/\(StripeRequest.id(id))")) }
}

extension StripeOperation where Answer == StripeList<StripePaymentMethod> {
  /// A customer's saved cards.
  static func cards(of customer: String) -> Self {
    Self(.get("/v1/customers/\(StripeRequest.id(customer))/payment_methods", ["type": "card", "limit": 100]))
  }
}
