import Runtime

/// What a tool may touch: one store, as one agent, for one lead.
struct ToolContext: Sendable {
  var tenantID: String
  var storeID: String?
  var agentID: String?
  var leadID: String?
  var speaker = Speaker.buyer
  /// The buyer's address; nil where a trusted back end passes the words on.
  var clientIP: String?
  /// Pieces of one product in a buyer's order.
  var maximumQuantity = AgentSettings.standardMaximumQuantity
  var dryRun: Bool
  /// The same for the same call of a repeated chat request, so that nothing happens twice.
  var idempotencyKey: String
  var orders: OrderClient
  var embedder: any Embedder

  /// The chat is open to buyers, who are not users: the service asks in its own name, for this store only.
  /// What a member of the shop has done is done in that member's name.
  var caller: Caller { Caller(tenantID: tenantID, userID: speaker.userID, credential: .service, clientIP: clientIP) }

  /// - Throws: ``ToolError`` in a chat that belongs to no store.
  func requireStore() throws -> String {
    guard let storeID else {
      throw ToolError("STORE_REQUIRED", "Esta conversa não está ligada a nenhuma loja (agent_id ou store_id).")
    }
    return storeID
  }

  /// A product of this store: those of others are as good as missing.
  func product(_ id: String) async throws -> ProductDetails {
    let storeID = try requireStore()
    let details = try await orders.product(id, caller: caller)
    guard details.product.storeID == storeID, details.product.isActive else {
      throw ToolError("PRODUCT_NOT_FOUND", "A loja não tem o produto \(id).")
    }
    return details
  }
}
