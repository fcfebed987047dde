import Contracts
import Runtime
import SwiftProtobuf

extension Product {
  var asProto: OrderV1.Product {
    .with {
      $0.id = id
      $0.storeID = storeID
      $0.sku = sku
      $0.name = name
      if let description { $0.description_p = description }
      if let category { $0.category = category }
      $0.priceCents = priceCents
      $0.currency = currency
      $0.stock = stock
      if let imageURL { $0.imageURL = imageURL }
      $0.attributes = Google_Protobuf_Struct(stored: attributes)
      $0.isActive = isActive
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.reserved = reserved
      $0.available = available
    }
  }
}

extension SearchMode {
  var asProto: OrderV1.SearchMode {
    switch self {
    case .words: .words
    case .wordsAndMeaning: .wordsAndMeaning
    }
  }
}

extension OrderV1.GetProductStatsResponse {
  init(_ stats: CatalogueStats, of store: Store) {
    self = .with {
      $0.storeID = store.id
      $0.currency = store.currency
      $0.total = stats.total
      $0.active = stats.active
      $0.inactive = stats.total - stats.active
      $0.outOfStock = stats.outOfStock
      $0.lowStock = stats.lowStock
      $0.unitsOnHand = stats.unitsOnHand
      $0.unitsReserved = stats.unitsReserved
      $0.stockValueCents = stats.stockValueCents
      if let price = stats.minPriceCents { $0.minPriceCents = price }
      if let price = stats.maxPriceCents { $0.maxPriceCents = price }
      $0.embedded = stats.embedded
      $0.files = stats.files
      $0.categories = stats.categories.map { category in
        .with {
          $0.category = category.name
          $0.count = category.count
        }
      }
      if let time = stats.lastUpdatedAt { $0.lastUpdatedAt = time.asProto }
    }
  }
}

extension FoundProduct {
  var asProto: OrderV1.ProductMatch {
    .with {
      $0.product = product.asProto
      $0.score = score
    }
  }
}

extension ProductList {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.ListProductsRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    let query = String(proto.q.trimming { $0.isWhitespace })
    check.text(query, "q", 0...1_000)
    let page = Page(
      limit: proto.hasLimit ? proto.limit : nil, offset: proto.hasOffset ? proto.offset : nil, &check)
    try check.throwIfAny()
    self.init(storeID: proto.storeID, query: query.isEmpty ? nil : query, page: page)
  }
}

extension ProductQuestion {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.SearchProductsRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    check.text(proto.query, "query", 0...1_000)
    let limit = proto.limit == 0 ? 10 : proto.limit
    check.number(limit, "limit", Page.limits)
    if proto.hasMinPriceCents && proto.hasMaxPriceCents {
      check.require(
        proto.minPriceCents <= proto.maxPriceCents, "min_price_cents", "should not be more than max_price_cents")
    }
    check.text(proto.category, "category", 0...ProductRow.longestCategory)
    check.require(
      proto.embedding.count <= EmbeddingVector.maximumDimension, "embedding",
      "should have at most \(EmbeddingVector.maximumDimension) numbers", type: "too_long")
    let vector = EmbeddingVector(proto.embedding, model: nil)
    check.require(
      proto.embedding.isEmpty || vector != nil, "embedding", "should be a vector of finite numbers, not all of them 0")
    try check.throwIfAny()
    self.init(
      storeID: proto.storeID, query: SearchQuery(proto.query, vector: vector),
      filter: ProductFilter(
        minPriceCents: proto.hasMinPriceCents ? proto.minPriceCents : nil,
        maxPriceCents: proto.hasMaxPriceCents ? proto.maxPriceCents : nil,
        category: proto.hasCategory ? proto.category : nil),
      limit: limit)
  }
}
