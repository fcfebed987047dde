/// One product of the store, with everything that the shop wrote about it.
struct GetProductDetails: Tool {
  let definition = ToolDefinition(
    name: "get_product_details",
    description: "Devolve todos os detalhes de um produto da loja.",
    parameters: [
      "type": "object",
      "properties": ["product_id": ["type": "string", "description": "O product_id de uma busca."]],
      "required": ["product_id"],
      "additionalProperties": false,
    ])
  let audience = ToolAudience.everyone

  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome {
    let id = arguments.string("product_id", 1...100, required: true)
    try arguments.check()
    return ToolOutcome(try await context.product(id ?? "").json)
  }
}
