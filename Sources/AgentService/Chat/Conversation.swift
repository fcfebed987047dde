import Contracts

/// One message to an agent with everything that its answer depends on.
struct Conversation: Sendable {
  var tenantID: String
  var message: String
  var history: [ModelMessage]
  var type: AgentType
  var agent: Agent?
  var store: OrderV1.Store?
  var userID: String?
  var leadID: String?
  var dryRun: Bool
  /// Names this request: the same for a repetition of it.
  var requestKey: String

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
}
