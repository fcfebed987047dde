/// Marks an order of the store as shipped.
struct ConfirmShipping: Tool {
  let definition = ToolDefinition(
    name: "confirm_shipping",
    description: "Marca um pedido da loja como enviado.",
    parameters: [
      "type": "object",
      "properties": ["order_id": ["type": "string", "description": "O número do pedido."]],
      "required": ["order_id"],
      "additionalProperties": false,
    ])
  let audience = ToolAudience.staff
  let mutates = true

  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome {
    let id = arguments.string("order_id", 1...100, required: true) ?? ""
    try arguments.check()
    let storeID = try context.requireStore()
    let order = try await context.orders.order(id, caller: context.caller)
    guard order.storeID == storeID else { throw ToolError("ORDER_NOT_FOUND", "A loja não tem o pedido \(id).") }
    if context.dryRun { return ToolOutcome(["dry_run": true, "would": "confirm_shipping", "order_id": .string(id)]) }
    if order.status != .shipped {
      try await context.orders.transition(
        order, to: .shipped, reason: "confirm_shipping", caller: context.caller,
        idempotencyKey: context.idempotencyKey)
    }
    return ToolOutcome(["order_id": .string(id), "status": "shipped"])
  }
}
