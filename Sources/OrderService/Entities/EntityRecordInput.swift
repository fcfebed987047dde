/// A record's new data, checked before the transaction that stores it: that may take long, and a transaction
/// holds up others.
struct EntityRecordInput: Sendable {
  private let data: JSONObject
  private let version: Int64?
  private let outcome: Result<EntitySchema.Checked, any Error>?

  /// - Parameter schema: as it is now; nil when it is not there, which the transaction finds again.
  init(_ data: JSONObject, checkedBy schema: EntitySchema?) {
    self.data = data
    version = schema?.version
    outcome = schema.map { schema in Result { try schema.check(data) } }
  }

  /// The checked data; checked again when the schema has changed meanwhile.
  /// - Throws: INVALID_ARGUMENT with every bad field as `data.<field>`.
  func checked(by schema: EntitySchema) throws -> EntitySchema.Checked {
    guard let outcome, version == schema.version else { return try schema.check(data) }
    return try outcome.get()
  }
}
