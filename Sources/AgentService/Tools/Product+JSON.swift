import Runtime

extension Product {
  /// The product as models read it, with the beginning of its description.
  func json(score: Double? = nil) -> JSONValue {
    var members = members
    members["description"] = JSONValue(description?.filled.map { String($0.prefix(300)) })
    if let score { members["score"] = .double((score * 1000).rounded() / 1000) }
    return .object(members)
  }

  fileprivate var members: [String: JSONValue] {
    [
      "product_id": .string(id), "sku": .string(sku), "name": .string(name), "category": JSONValue(category?.filled),
      "price": .string(Price.text(priceCents, currency)), "price_cents": .int(priceCents), "stock": .int(stock),
    ]
  }
}

extension ProductDetails {
  /// The product as models read it, with everything that the shop wrote about it.
  var json: JSONValue {
    var members = product.members
    members["description"] = JSONValue(product.description)
    if let attributes { members["attributes"] = attributes }
    return .object(members)
  }
}

extension [ProductMatch] {
  /// What a search has found, as models read it.
  var json: JSONValue {
    let products = filter(\.product.isActive).map { $0.product.json(score: $0.score) }
    return ["products": .array(products), "count": .int(Int64(products.count))]
  }
}

extension String {
  fileprivate var filled: String? { isEmpty ? nil : self }
}
