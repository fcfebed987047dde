import Runtime
import Storage

/// What records are found by: a row per value, and what is left to do after a schema has changed.
extension TenantTransaction {
  /// A piece of work ends after so many records, values or bytes: what a transaction may take.
  private static let recordsPerPiece = 200
  private static let valuesPerPiece = 2_000
  private static let bytesPerPiece = 1 << 20
  /// Records read at once within a piece; each may have 256 KiB.
  private static let recordsPerRead = 10

  /// Where the work on a schema stands.
  private struct IndexJob {
    /// nil: every datetime field.
    var fields: [String]?
    var createdAt: Timestamp
    var recordID: String
  }

  /// A record as the index sees it.
  private struct Source {
    var id: String
    var createdAt: Timestamp
    var json: String
  }

  static let valueColumns = [
    "tenant_id", "record_id", "field", "schema_id", "number_value", "text_value", "folded_value", "unique_key",
  ]

  func valueRow(
    _ field: EntityField, _ value: EntityField.Value, of recordID: String, in schemaID: String, hasKey: Bool = true
  ) -> [SQLValue] {
    [
      .text(id), .text(recordID), .text(field.name), .text(schemaID), value.number.orNull, value.text.orNull,
      (value.text?.lowercased()).orNull, field.isUnique && hasKey ? .text(value.uniqueKey) : .null,
    ]
  }

  /// Whether another record has a value of a unique field.
  /// - Parameter isIndexed: false while keys are being given to values that had none: then those are looked
  ///   through as well.
  func isTaken(
    _ value: EntityField.Value, of field: EntityField, in schemaID: String, isIndexed: Bool
  ) throws -> Bool {
    let ofField = "SELECT 1 FROM entity_values WHERE tenant_id = ? AND schema_id = ? AND field = ?"
    if try tx.exists("\(ofField) AND unique_key = ? LIMIT 1", id, schemaID, field.name, value.uniqueKey) { return true }
    guard !isIndexed else { return false }
    let column = value.text == nil ? "number_value" : "text_value"
    return try tx.exists(
      "\(ofField) AND unique_key IS NULL AND \(column) = ? LIMIT 1", id, schemaID, field.name,
      value.text == nil ? value.number.orNull : value.text.orNull)
  }

  /// Two records that have one value, where a field is to become unique and its values are looked up as before.
  func duplicateField(of changed: EntitySchema, since schema: EntitySchema) throws -> String? {
    let before = Dictionary(schema.fields.map { ($0.name, $0) }) { first, _ in first }
    let fields = changed.fields.filter { field in
      guard field.isUnique, let old = before[field.name] else { return false }
      return !old.isUnique && old.kind.indexForm == field.kind.indexForm
    }
    return try fields.first { field in
      try tx.exists(
        """
        SELECT 1 FROM entity_values WHERE tenant_id = ? AND schema_id = ? AND field = ?
        GROUP BY number_value, text_value HAVING COUNT(*) > 1 LIMIT 1
        """, id, schema.id, field.name)
    }?.name
  }

  // MARK: Making an index anew

  /// Leaves the work that a changed definition makes, with what is still to be done from before.
  /// - Returns: the fields that it is about.
  func scheduleIndex(
    of changed: EntitySchema, since schema: EntitySchema, at now: Timestamp, ids: any IDGenerator
  ) throws -> [String] {
    guard schema.recordsCount > 0 else {
      try endIndexJob(of: schema.id)
      return []
    }
    let pending = try indexJob(of: schema.id)
    var names = Set(changed.fieldsToIndex(since: schema) + schema.indexingFields)
    if let pending { names.formUnion(pending.fields ?? changed.fields.filter { $0.kind == .datetime }.map(\.name)) }
    names.formIntersection(changed.fields.map(\.name))
    try endIndexJob(of: schema.id)
    guard !names.isEmpty else { return [] }
    let fields = names.sorted()
    try tx.execute(
      """
      INSERT INTO entity_index_jobs (tenant_id, schema_id, fields, after_created_at, after_id) VALUES (?, ?, ?, ?, '')
      """, id, schema.id, fields.asJSON, Int64.min)
    try Outbox.enqueue(
      tx, id: ids.next(), tenantID: id, topic: EntityIndexer.topic, aggregate: schema.id, payload: [], at: now)
    return fields
  }

  /// Does the next piece of the work on a schema's index. A value that can't have its field's form is found by
  /// nothing until its record is written again; of several records with one value of a field that has become
  /// unique, the first has it.
  /// - Returns: whether there may be more to do.
  func indexPiece(of schemaID: String) throws -> Bool {
    guard var job = try indexJob(of: schemaID), let schema = try entitySchemaIfAny(toIndex: schemaID) else {
      return false
    }
    let fields = schema.fields.filter { job.fields?.contains($0.name) ?? ($0.kind == .datetime) }
    guard !fields.isEmpty else { return try finishIndex(of: schemaID) }
    var (records, bytes) = (0, 0)
    while records < Self.recordsPerPiece, records * fields.count < Self.valuesPerPiece, bytes < Self.bytesPerPiece {
      let sources = try sources(of: schemaID, after: job)
      for source in sources {
        try index(source, fields, in: schemaID)
        job.createdAt = source.createdAt
        job.recordID = source.id
        bytes += source.json.utf8.count
      }
      records += sources.count
      guard sources.count == Self.recordsPerRead else { return try finishIndex(of: schemaID) }
    }
    try tx.execute(
      "UPDATE entity_index_jobs SET after_created_at = ?, after_id = ? WHERE tenant_id = ? AND schema_id = ?",
      job.createdAt, job.recordID, id, schemaID)
    return true
  }

  private func index(_ source: Source, _ fields: [EntityField], in schemaID: String) throws {
    let data = JSONObject(stored: source.json)
    try tx.execute(
      "DELETE FROM entity_values WHERE tenant_id = ? AND record_id = ? AND field IN (\(fields.placeholders))",
      [.text(id), .text(source.id)] + fields.map { .text($0.name) })
    let rows = try fields.compactMap { field -> [SQLValue]? in
      guard let json = data.fields[field.name], let value = field.kind.indexForm.value(json) else { return nil }
      // A text from before the field was unique may be longer than an index takes; it stays without a key.
      let fits = value.uniqueKey.utf8.count <= EntityField.maximumUniqueBytes
      let hasKey = try field.isUnique && fits && !isTaken(value, of: field, in: schemaID, isIndexed: true)
      return valueRow(field, value, of: source.id, in: schemaID, hasKey: hasKey)
    }
    try insert(into: "entity_values", Self.valueColumns, rows)
  }

  private func finishIndex(of schemaID: String) throws -> Bool {
    try endIndexJob(of: schemaID)
    try tx.execute(
      "UPDATE entity_schemas SET indexing_fields = '[]' WHERE tenant_id = ? AND id = ? AND indexing_fields <> '[]'", id,
      schemaID)
    return false
  }

  // MARK: Rows

  private func indexJob(of schemaID: String) throws -> IndexJob? {
    try tx.first(
      "SELECT fields, after_created_at, after_id FROM entity_index_jobs WHERE tenant_id = ? AND schema_id = ?", id,
      schemaID
    ) {
      IndexJob(
        fields: try $0.optionalText(0).map([String].init(json:)), createdAt: try $0.time(1), recordID: try $0.text(2))
    }
  }

  private func endIndexJob(of schemaID: String) throws {
    try tx.execute("DELETE FROM entity_index_jobs WHERE tenant_id = ? AND schema_id = ?", id, schemaID)
  }

  private func sources(of schemaID: String, after job: IndexJob) throws -> [Source] {
    try tx.all(
      """
      SELECT id, created_at, data FROM entity_records
      WHERE tenant_id = ? AND schema_id = ? AND created_at >= ? AND (created_at > ? OR id > ?)
      ORDER BY created_at, id LIMIT ?
      """, id, schemaID, job.createdAt, job.createdAt, job.recordID, Self.recordsPerRead
    ) { Source(id: try $0.text(0), createdAt: try $0.time(1), json: try $0.text(2)) }
  }
}
