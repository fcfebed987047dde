/// Finds products in a price range, about a subject if one is given.
struct FilterProductsByPrice: Tool {
  let definition = ToolDefinition(
    name: "filter_products_by_price",
    description: "Busca produtos por faixa de preço em reais, opcionalmente de uma categoria ou assunto.",
    parameters: [
      "type": "object",
      "properties": [
        "min_price": ["type": "number", "minimum": 0, "description": "Preço mínimo em reais."],
        "max_price": ["type": "number", "minimum": 0, "description": "Preço máximo em reais."],
        "category": ["type": "string", "description": "Categoria ou assunto, por exemplo \"bebidas\"."],
        "limit": [
          "type": "integer", "minimum": 1, "maximum": 50, "description": "Quantos produtos, no máximo. Padrão 10.",
        ],
      ],
      "additionalProperties": false,
    ])
  let audience = ToolAudience.everyone

  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome {
    let minimum = arguments.cents("min_price")
    let maximum = arguments.cents("max_price")
    // Shops name their categories as they like, so a buyer's word for one is matched by meaning.
    let category = arguments.string("category", 0...200) ?? ""
    let limit = arguments.int("limit", 1...50) ?? 10
    try arguments.check()
    if let minimum, let maximum, minimum > maximum {
      throw ToolError("INVALID_ARGUMENTS", "min_price must not be above max_price")
    }
    let search = ProductSearch(text: category, minimumCents: minimum, maximumCents: maximum, limit: limit)
    return ToolOutcome(try await search.run(context).json)
  }
}
