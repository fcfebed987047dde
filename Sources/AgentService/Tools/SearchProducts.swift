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
    return ToolOutcome(try await ProductSearch(text: query ?? "", limit: limit).run(context).json)
  }
}
