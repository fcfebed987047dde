import Runtime
import Storage

/// An agent that is about to be made.
struct NewAgent: Sendable, Equatable {
  static let maximumChannels = 20

  var storeID: String
  var name: String
  var type: String
  var persona: String?
  var model: String?
  var channels: [String]
  var settings: AgentSettings

  /// The agent, not active yet.
  func agent(companyID: String, ids: any IDGenerator, at now: Timestamp) -> Agent {
    Agent(
      id: ids.next(), storeID: storeID, companyID: companyID, name: name, type: type, persona: persona, model: model,
      channels: channels, evolutionInstanceID: "qtt_" + ids.next().replacing("-", with: ""), isActive: false,
      settings: settings, createdAt: now, updatedAt: now)
  }
}
