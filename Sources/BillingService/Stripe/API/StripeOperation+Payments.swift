extension StripeOperation where Answer == StripePaymentIntent {
  static func createPayment(_ new: NewStripePayment) -> Self { Self(.create("/v1/payment_intents", new.parameters)) }

  static func payment(_ id: String) -> Self { Self(.get("/v1/payment_intents/\(StripeRequest.id(id))")) }

  /// Ends one that nobody has paid.
  static func cancelPayment(_ id: String) -> Self {
    Self(.post("/v1/payment_intents/\(StripeRequest.id(id))/cancel"))
  }
}

extension StripeOperation where Answer == StripeSetupIntent {
  /// Saves a card for payments without the payer.
  static func createSetup(customer: String, metadata: [String: String] = [:]) -> Self {
    Self(
      .create(
        "/v1/setup_intents",
        [
          "customer": .text(customer), "usage": "off_session", "automatic_payment_methods": ["enabled": true],
          "metadata": .metadata(metadata),
        ]))
  }

  static func setup(_ id: String) -> Self { Self(.get("/v1/setup_intents/\(StripeRequest.id(id))")) }
}

extension StripeOperation where Answer == StripeCharge {
  static func charge(_ id: String) -> Self { Self(.get("/v1/charges/\(StripeRequest.id(id))")) }
}

extension StripeOperation where Answer == StripeList<StripeRefund> {
  static func refunds(ofPayment id: String) -> Self {
    Self(.get("/v1/refunds", ["payment_intent": .text(id), "limit": 100]))
  }
}

extension StripeOperation where Answer == StripeList<StripeDispute> {
  static func disputes(ofPayment id: String) -> Self {
    Self(.get("/v1/disputes", ["payment_intent": .text(id), "limit": 100]))
  }
}
