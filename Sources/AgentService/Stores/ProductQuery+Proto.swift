import Contracts

extension ProductQuery {
  var asProto: OrderV1.SearchProductsRequest {
    .with {
      $0.storeID = storeID
      $0.query = text
      $0.embedding = embedding
      $0.limit = Int32(limit)
      if let minimumCents { $0.minPriceCents = minimumCents }
      if let maximumCents { $0.maxPriceCents = maximumCents }
    }
  }
}
