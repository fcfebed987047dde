import Runtime
import Storage

/// Which part of a store's catalogue to list, and what to look for in it.
struct ProductList: Sendable {
  var storeID: String
  /// Nil: everything, by name.
  var query: String?
  var page: Page
}

/// What an agent looks for in a store.
struct ProductQuestion: Sendable {
  var storeID: String
  var query: SearchQuery
  var filter: ProductFilter
  var limit: Int32
}

/// A product that was found, and how well it fits, 0 to 1.
struct FoundProduct: Sendable {
  var product: Product
  var score: Double
}

/// A page of a catalogue.
struct ListedProducts: Sendable {
  var items: [Product]
  /// How many match in all.
  var total: Int64
  /// Nil when nothing was looked for.
  var mode: SearchMode?
}

/// What a search found, the best first.
struct FoundProducts: Sendable {
  var matches: [FoundProduct]
  /// Nil when nothing was looked for.
  var mode: SearchMode?
}

/// Finds products by words and by meaning.
struct ProductSearch: Sendable {
  let database: any Database
  let indexes: CatalogueIndexes
  let embedder: QueryEmbedder

  /// A page of a store's products, hidden ones included, and how many match in all.
  func list(_ list: ProductList, in store: Store, tenantID: String) async throws -> ListedProducts {
    guard let text = list.query else {
      let page = try await database.read(tenant: tenantID) { tenant in try tenant.products(in: store.id, list.page) }
      return ListedProducts(items: page.items, total: page.total)
    }
    let query = SearchQuery(text, vector: try await embedder.vector(for: text, tenantID: tenantID))
    let index = try await indexes.current(tenantID: tenantID, storeID: store.id)
    let matches = index.rank(query, activeOnly: false)
    let page = matches.dropFirst(Int(list.page.offset)).prefix(Int(list.page.limit))
    let found = try await products(Array(page), in: store, tenantID: tenantID)
    return ListedProducts(items: found.map(\.product), total: Int64(matches.count), mode: index.mode(of: query))
  }

  /// The best matches among what an agent may sell; without anything to look for, the cheapest. A hidden
  /// store has none.
  func matches(_ question: ProductQuestion, in store: Store, tenantID: String) async throws -> FoundProducts {
    guard store.isActive else { return FoundProducts(matches: []) }
    let filter = question.filter
    if question.query.isEmpty {
      let cheapest = try await database.read(tenant: tenantID) { tenant in
        try tenant.productIDs(in: store.id, filter, limit: question.limit)
      }
      let matches = cheapest.map { SearchMatch(productID: $0, score: 1) }
      return FoundProducts(matches: try await products(matches, in: store, tenantID: tenantID))
    }
    let index = try await indexes.current(tenantID: tenantID, storeID: store.id)
    let candidates =
      filter.isEmpty
      ? nil : Set(try await database.read(tenant: tenantID) { tenant in try tenant.productIDs(in: store.id, filter) })
    let best = index.rank(question.query, among: candidates, activeOnly: true).prefix(Int(question.limit))
    return FoundProducts(
      matches: try await products(Array(best), in: store, tenantID: tenantID), mode: index.mode(of: question.query))
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
