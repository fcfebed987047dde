import Storage

/// Finds products by words and by meaning.
struct ProductSearch: Sendable {
  let database: any Database
  let indexes: CatalogueIndexes
  let embedder: QueryEmbedder

  /// A page of a store's products, hidden ones included, and how many match in all.
  func list(_ query: ProductListQuery, in store: Store, tenantID: String) async throws -> ListedProducts {
    guard let text = query.text else {
      let page = try await database.read(tenant: tenantID) { tenant in try tenant.products(in: store.id, query.page) }
      return ListedProducts(items: page.items, total: page.total)
    }
    let search = SearchQuery(text, vector: try await embedder.vector(for: text, tenantID: tenantID))
    let index = try await indexes.current(tenantID: tenantID, storeID: store.id)
    let matches = index.rank(search, activeOnly: false)
    let page = matches.dropFirst(Int(query.page.offset)).prefix(Int(query.page.limit))
    let found = try await products(Array(page), in: store, tenantID: tenantID)
    return ListedProducts(items: found.map(\.product), total: Int64(matches.count), mode: index.mode(of: search))
  }

  /// The best matches among what an agent may sell; without anything to look for, the cheapest. A hidden
  /// store has none.
  func matches(_ query: ProductQuery, in store: Store, tenantID: String) async throws -> FoundProducts {
    guard store.isActive else { return FoundProducts(matches: []) }
    let filter = query.filter
    if query.search.isEmpty {
      let cheapest = try await database.read(tenant: tenantID) { tenant in
        try tenant.productIDs(in: store.id, filter, limit: query.limit)
      }
      let matches = cheapest.map { SearchMatch(productID: $0, score: 1) }
      return FoundProducts(matches: try await products(matches, in: store, tenantID: tenantID))
    }
    let index = try await indexes.current(tenantID: tenantID, storeID: store.id)
    let candidates =
      filter.isEmpty
      ? nil
      : Set(try await database.read(tenant: tenantID) { tenant in try tenant.productIDs(in: store.id, filter) })
    let best = index.rank(query.search, among: candidates, activeOnly: true).prefix(Int(query.limit))
    return FoundProducts(
      matches: try await products(Array(best), in: store, tenantID: tenantID), mode: index.mode(of: query.search))
  }

  /// The products behind some matches, in their order.
  private func products(_ matches: [SearchMatch], in store: Store, tenantID: String) async throws -> [FoundProduct] {
    guard !matches.isEmpty else { return [] }
    let products = try await database.read(tenant: tenantID) { tenant in
      try tenant.products(matches.map(\.productID), in: store.id)
    }
    return matches.compactMap { match in
      products[match.productID].map { FoundProduct(product: $0, score: match.score) }
    }
  }
}
