import Contracts

/// Finds products by meaning and by words.
struct SearchProducts: Tool {
  let definition = ToolDefinition(
    name: "search_products",
    description:
      "Busca produtos da loja por significado. Devolve nome, preço, estoque e product_id, do melhor ao pior.",
    parameters: [
      "type": "object",
      "properties": [
        "query": ["type": "string", "description": "O que o cliente procura, por exemplo \"café moído 500g\"."],
        "limit": [
          "type": "integer", "minimum": 1, "maximum": 50, "description": "Quantos produtos, no máximo. Padrão 5.",
        ],
      ],
      "required": ["query"],
      "additionalProperties": false,
    ])
  let audience = ToolAudience.everyone

  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome {
    let query = arguments.string("query", 1...500, required: true)
    let limit = arguments.int("limit", 1...50) ?? 5
    try arguments.check()
    return ToolOutcome(try await ProductSearch(query: query ?? "", limit: limit).run(context).json)
  }
}

/// A search in the store's catalogue with the query's embedding.
struct ProductSearch {
  var query: String
  var minimumCents: Int64?
  var maximumCents: Int64?
  var limit: Int64

  func run(_ context: ToolContext) async throws -> OrderV1.SearchProductsResponse {
    let store = try context.requireStore()
    let embedding = try await embedding(context.embedder)
    let request = OrderV1.SearchProductsRequest.with {
      $0.storeID = store
      $0.query = query
      $0.embedding = embedding
      $0.limit = Int32(limit)
      if let minimumCents { $0.minPriceCents = minimumCents }
      if let maximumCents { $0.maxPriceCents = maximumCents }
    }
    return try await context.order.call(
      OrderV1.ProductService.Method.SearchProducts.descriptor, request, caller: context.caller)
  }

  /// Empty, which searches by words alone, for a query that says nothing and while the embedder is down.
  private func embedding(_ embedder: any Embedder) async throws -> [Float] {
    guard !Words.stems(query).isEmpty else { return [] }
    do {
      return try await embedder.embed([query]).first ?? []
    } catch is AgentError {
      return []
    }
  }
}
