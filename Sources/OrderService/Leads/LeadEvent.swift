import Storage

/// Something that happened with a lead.
struct LeadEvent: Sendable, Equatable {
  /// As many as come with a lead.
  static let maximumShown = 50

  var id: String
  var leadID: String
  var type: String
  var payload: JSONObject?
  var actorUserID: String?
  var createdAt: Timestamp
}
