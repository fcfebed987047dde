import Contracts

extension OrderV1.Product {
  /// The product as models read it.
  func json(score: Double? = nil) -> JSONValue {
    var members: [String: JSONValue] = [
      "product_id": .string(id), "sku": .string(sku), "name": .string(name),
      "category": JSONValue(optional(category, hasCategory)),
      "description": JSONValue(optional(description_p, hasDescription_p).map { String($0.prefix(300)) }),
      "price": .string(price(priceCents, currency)), "price_cents": .int(priceCents), "stock": .int(stock),
    ]
    if let score { members["score"] = .double((score * 1000).rounded() / 1000) }
    return .object(members)
  }

  private func optional(_ text: String, _ isSet: Bool) -> String? { isSet && !text.isEmpty ? text : nil }
}

extension OrderV1.SearchProductsResponse {
  var json: JSONValue {
    let products = matches.filter(\.product.isActive).map { $0.product.json(score: $0.score) }
    return ["products": .array(products), "count": .int(Int64(products.count))]
  }
}
