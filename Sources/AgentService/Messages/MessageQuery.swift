/// Which messages with leads a call asks for: a lead's, an agent's, or those between the two.
struct MessageQuery: Sendable, Equatable {
  static let standardLimit = 50
  static let maximumLimit: Int32 = 500

  var leadID: String?
  var agentID: String?
  var limit: Int
}
