import Runtime

/// Whom a tool is for. Every tool says so itself: what a model can have done, the speaker can have done.
enum ToolAudience: Sendable {
  case everyone
  /// Only the shop's own people and systems.
  case staff
}

/// Something that a model can have done.
protocol Tool: Sendable {
  var definition: ToolDefinition { get }
  var audience: ToolAudience { get }
  /// True when it changes anything: a dry run only describes it.
  var mutates: Bool { get }
  /// - Throws: ``ToolError`` for what the model should know, ``ServiceError`` from other services.
  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome
}

extension Tool {
  var mutates: Bool { false }
}

/// What a tool call came to.
struct ToolOutcome: Sendable {
  /// For the model.
  var result: JSONValue
  /// The order that was made.
  var order: MadeOrder?

  init(_ result: JSONValue, order: MadeOrder? = nil) {
    self.result = result
    self.order = order
  }
}

/// An order that came out of a chat.
struct MadeOrder: Sendable, Equatable {
  var id: String
  var pixCopyPaste: String?
}

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
  var maximumQuantity = Agent.standardMaximumQuantity
  var dryRun: Bool
  /// The same for the same call of a repeated chat request, so that nothing happens twice.
  var idempotencyKey: String
  var order: ServiceChannel
  var embedder: any Embedder

  /// The chat is open to buyers, who are no users: the service asks in its own name, for this store only.
  /// What a member of the shop has done is done in that member's name.
  var caller: Caller { Caller(tenantID: tenantID, userID: speaker.userID, credential: .service, clientIP: clientIP) }

  /// - Throws: ``ToolError`` in a chat that belongs to no store.
  func requireStore() throws -> String {
    guard let storeID else {
      throw ToolError("STORE_REQUIRED", "Esta conversa não está ligada a nenhuma loja (agent_id ou store_id).")
    }
    return storeID
  }
}

/// An error that goes back to the model as the tool's result.
struct ToolError: Error, Equatable {
  let reason: String
  let message: String

  init(_ reason: String, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
