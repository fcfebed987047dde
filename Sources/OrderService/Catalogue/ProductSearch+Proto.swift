import Contracts
import Runtime

extension ProductListQuery {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.ListProductsRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    let text = String(proto.q.trimming { $0.isWhitespace })
    check.text(text, "q", 0...1_000)
    let page = Page(
      limit: proto.hasLimit ? proto.limit : nil, offset: proto.hasOffset ? proto.offset : nil, &check)
    try check.throwIfAny()
    self.init(storeID: proto.storeID, text: text.isEmpty ? nil : text, page: page)
  }
}

extension ProductQuery {
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
    check.text(proto.category, "category", 0...ProductRow.maximumCategoryLength)
    check.require(
      proto.embedding.count <= EmbeddingVector.maximumDimension, "embedding",
      "should have at most \(EmbeddingVector.maximumDimension) numbers", type: "too_long")
    let vector = EmbeddingVector(proto.embedding, model: nil)
    check.require(
      proto.embedding.isEmpty || vector != nil, "embedding", "should be a vector of finite numbers, not all of them 0")
    try check.throwIfAny()
    self.init(
      storeID: proto.storeID, search: SearchQuery(proto.query, vector: vector),
      filter: ProductFilter(
        minPriceCents: proto.hasMinPriceCents ? proto.minPriceCents : nil,
        maxPriceCents: proto.hasMaxPriceCents ? proto.maxPriceCents : nil,
        category: proto.hasCategory ? proto.category : nil),
      limit: limit)
  }
}

extension ListedProducts {
  func asProto(_ page: Page) -> OrderV1.ListProductsResponse {
    .with {
      $0.items = items.map(\.asProto)
      $0.total = total
      $0.limit = page.limit
      $0.offset = page.offset
      if let mode { $0.mode = mode.asProto }
      if let model = mode?.model { $0.embeddingModel = model }
    }
  }
}

extension FoundProducts {
  var asProto: OrderV1.SearchProductsResponse {
    .with {
      $0.matches = matches.map(\.asProto)
      if let mode { $0.mode = mode.asProto }
      if let model = mode?.model { $0.embeddingModel = model }
    }
  }
}

extension FoundProduct {
  fileprivate var asProto: OrderV1.ProductMatch {
    .with {
      $0.product = product.asProto
      $0.score = score
    }
  }
}

extension SearchMode {
  fileprivate var asProto: OrderV1.SearchMode {
    switch self {
    case .words: .words
    case .wordsAndMeaning: .wordsAndMeaning
    }
  }
}
