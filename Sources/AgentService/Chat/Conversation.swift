import Contracts

/// One message to an agent with everything that its answer depends on.
struct Conversation: Sendable {
  var tenantID: String
  var message: String
  var history: [ModelMessage]
  /// The type that was asked for.
  var type: AgentType
  /// The type that the store's agent has, or without an agent the asked one: it bounds the tools.
  var ownType: AgentType
  var agent: Agent?
  var store: OrderV1.Store?
  var userID: String?
  var leadID: String?
  var dryRun: Bool
  var speaker = Speaker.buyer
  /// The buyer's address; nil where a trusted back end passes the words on.
  var clientIP: String?
  /// Names this request: the same for a repetition of it.
  var requestKey: String

  /// Whose quota the model's tokens count against; nil without an agent and a store.
  var companyID: String? { agent?.companyID ?? store?.companyID }

  /// The model that the agent or its type asks for.
  var model: ModelName {
    agent?.model.flatMap { ModelName($0, fallback: type.provider) }
      ?? ModelName(provider: type.provider, model: type.model)
  }

  /// The type's words, the store's and the agent's.
  var instructions: String {
    var parts = [type.systemPrompt.trimmed]
    if let store {
      var about = "Loja: \(store.name)."
      if store.hasCity, !store.city.isEmpty { about += " Cidade: \(store.city)." }
      if store.hasDescription_p, !store.description_p.isEmpty { about += " \(store.description_p)" }
      parts.append(about)
    }
    if let agent {
      parts.append("Seu nome: \(agent.name).")
      if let persona = agent.persona, !persona.isEmpty { parts.append("Sua personalidade: \(persona)") }
    }
    return parts.joined(separator: "\n\n")
  }
}

/// What came of a conversation.
struct ChatOutcome: Sendable {
  struct Call: Sendable {
    var name: String
    var arguments: String
    var result: String
    var ok: Bool
  }

  var text = ""
  var provider: String
  var model: String
  var calls: [Call] = []
  var order: MadeOrder?
  var usage = ModelUsage()
  var costMicroUSD: Int64 = 0
  var iterations = 0
  var blocked = false
  /// The text ends where the model's longest answer ends.
  var truncated = false
}
