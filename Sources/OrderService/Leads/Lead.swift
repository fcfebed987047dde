import Storage

/// Someone who wrote to a store over a channel.
struct Lead: Sendable, Equatable {
  /// How far a lead has come.
  enum Status: String, Sendable, CaseIterable {
    case new, engaged, qualified, converted, lost
  }

  /// What makes a lead one and the same, however often it is ensured.
  struct Identity: Sendable, Equatable {
    var storeID: String
    var channel: String
    var externalID: String
  }

  var id: String
  var identity: Identity
  var status: Status
  var name: String?
  /// E.164.
  var phone: String?
  var email: String?
  var address: JSONObject?
  var customAttributes: JSONObject
  var interests: [String]
  var profileSummary: String?
  /// The numbers are only ever replaced whole, never read with the lead.
  var hasProfileEmbedding: Bool
  var version: Int64
  var lastActivityAt: Timestamp
  var createdAt: Timestamp
  var updatedAt: Timestamp
}
