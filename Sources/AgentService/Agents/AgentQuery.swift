/// Whose agents a call asks for.
struct AgentQuery: Sendable, Equatable {
  var storeID: String
}
