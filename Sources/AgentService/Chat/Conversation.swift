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
  var store: Store?
  var userID: String?
  /// The user whose usage it is, where a trusted caller says so.
  var payingUserID: String?
  var leadID: String?
  var dryRun: Bool
  var speaker = Speaker.buyer
  /// The buyer's address; nil where a trusted back end passes the words on.
  var clientIP: String?
  /// Names this request: the same for a repetition of it.
  var requestKey: String

  /// Whose the agent or the store is; nil without either.
  var companyID: String? { agent?.companyID ?? store?.companyID }

  /// Whose quota the model's tokens count against. Without a company the tenant pays, as an organization of its own.
  var subject: Subject { .organization(companyID ?? tenantID) }

  /// Pieces of one product in a buyer's order.
  var maximumQuantity: Int64 { agent?.settings.maximumQuantity ?? AgentSettings.standardMaximumQuantity }

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
      if let city = store.city, !city.isEmpty { about += " Cidade: \(city)." }
      if let description = store.description, !description.isEmpty { about += " \(description)" }
      parts.append(about)
    }
    if let agent {
      parts.append("Seu nome: \(agent.name).")
      if let persona = agent.persona, !persona.isEmpty { parts.append("Sua personalidade: \(persona)") }
    }
    return parts.joined(separator: "\n\n")
  }
}
