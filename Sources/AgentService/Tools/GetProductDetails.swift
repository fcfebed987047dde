import Contracts

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
    let product = try await Self.product(id ?? "", context)
    guard case .object(var members) = product.json() else { return ToolOutcome(product.json()) }
    members["description"] = product.hasDescription_p ? .string(product.description_p) : .null
    if product.hasAttributes, let attributes = try? JSONValue(text: product.attributes.jsonString()) {
      members["attributes"] = attributes
    }
    return ToolOutcome(.object(members))
  }

  /// A product of this store: those of others are as good as missing.
  static func product(_ id: String, _ context: ToolContext) async throws -> OrderV1.Product {
    let store = try context.requireStore()
    let product: OrderV1.Product = try await context.order.call(
      OrderV1.ProductService.Method.GetProduct.descriptor, OrderV1.GetProductRequest.with { $0.id = id },
      caller: context.caller)
    guard product.storeID == store, product.isActive else {
      throw ToolError("PRODUCT_NOT_FOUND", "A loja não tem o produto \(id).")
    }
    return product
  }
}
