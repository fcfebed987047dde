/// An organization's custom entities in figures.
struct EntityUsage: Sendable, Equatable {
  /// One schema's records.
  struct Schema: Sendable, Equatable {
    var id: String
    var name: String
    var records: Int64
  }

  var schemaCount: Int64
  var recordCount: Int64
  /// Most records first.
  var schemas: [Schema]
}
