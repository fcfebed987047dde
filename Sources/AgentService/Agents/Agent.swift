import Storage

/// An agent of a store.
struct Agent: Sendable, Equatable {
  var id: String
  var storeID: String
  var companyID: String
  var name: String
  var type: String
  var persona: String?
  var model: String?
  var channels: [String]
  var evolutionInstanceID: String
  var isActive: Bool
  var settings: AgentSettings
  var createdAt: Timestamp
  var updatedAt: Timestamp
}
