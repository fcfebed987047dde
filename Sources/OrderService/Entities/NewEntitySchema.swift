import Storage

/// A new schema's details, valid by construction.
struct NewEntitySchema: Sendable {
  var name: String
  var slug: String
  var description: String?
  var definition: JSONObject

  /// The schema as it begins.
  func schema(id: String, organizationID: String, by userID: String, at now: Timestamp) -> EntitySchema {
    EntitySchema(
      id: id, organizationID: organizationID, name: name, slug: slug, description: description,
      definition: definition, version: 1, isActive: true, recordsCount: 0, createdByID: userID, createdAt: now,
      updatedAt: now)
  }
}
