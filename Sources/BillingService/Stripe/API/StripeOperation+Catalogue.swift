extension StripeOperation where Answer == StripeProduct {
  static func createProduct(name: String, metadata: [String: String] = [:]) -> Self {
    Self(.create("/v1/products", ["name": .text(name), "metadata": .metadata(metadata)]))
  }

  static func product(_ id: String) -> Self { Self(.get("/v1/products/\(StripeRequest.id(id))")) }
}

extension StripeOperation where Answer == StripePrice {
  static func createPrice(_ new: NewStripePrice) -> Self { Self(.create("/v1/prices", new.parameters)) }

  static func price(_ id: String) -> Self { Self(.get("/v1/prices/\(StripeRequest.id(id))")) }

  /// Whether it can be bought; what is subscribed to it goes on.
  static func updatePrice(_ id: String, isActive: Bool) -> Self {
    Self(.post("/v1/prices/\(StripeRequest.id(id))", ["active": .text(String(isActive))]))
  }
}

extension StripeOperation where Answer == StripeList<StripePrice> {
  static func prices(of product: String, after previous: String? = nil) -> Self {
    Self(
      .get(
        "/v1/prices",
        ["product": .text(product), "limit": 100, "starting_after": previous.map(StripeValue.text)]))
  }
}
