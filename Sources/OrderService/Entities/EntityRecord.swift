import Storage

/// A record of custom data.
struct EntityRecord: Sendable, Equatable {
  /// Replicas count for themselves, so that a schema may come to have a few more.
  static let maximumPerSchema: Int64 = 100_000

  var id: String
  var organizationID: String
  var schemaID: String
  var schemaVersion: Int64
  var data: JSONObject
  var createdByID: String
  var updatedByID: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}
