/// A search in the catalogue of a conversation's store, with the text's embedding.
struct ProductSearch {
  var text: String
  var minimumCents: Int64?
  var maximumCents: Int64?
  var limit: Int64

  func run(_ context: ToolContext) async throws -> [ProductMatch] {
    let storeID = try context.requireStore()
    let query = ProductQuery(
      storeID: storeID, text: text, embedding: try await embedding(context.embedder), minimumCents: minimumCents,
      maximumCents: maximumCents, limit: limit)
    return try await context.orders.products(query, caller: context.caller)
  }

  /// Empty, which searches by words alone, for a text that says nothing and while the embedder is down.
  private func embedding(_ embedder: any Embedder) async throws -> [Float] {
    guard !Words.stems(text).isEmpty else { return [] }
    do {
      return try await embedder.embed([text]).first ?? []
    } catch is AgentError {
      return []
    }
  }
}
