import Runtime
import Storage
import SwiftProtobuf

extension Tenant {
  private static let recordColumns = """
    r.id, r.organization_id, r.schema_id, r.schema_version, r.data, r.created_by_id, r.updated_by_id, r.created_at,
    r.updated_at
    """

  /// A record of the organization.
  /// - Throws: ``EntityError/recordNotFound(_:)``, for others' records too.
  func entityRecord(_ recordID: String, in organizationID: String) throws -> EntityRecord {
    let record = try tx.first(
      """
      SELECT \(Self.recordColumns) FROM entity_records r
      WHERE r.tenant_id = ? AND r.organization_id = ? AND r.id = ?
      """, id, organizationID, recordID, as: Self.entityRecord)
    guard let record else { throw EntityError.recordNotFound(recordID) }
    return record
  }

  /// Stores a new record that follows a schema of the organization.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT with every bad field.
  func createRecord(
    _ data: Google_Protobuf_Struct, schemaID: String, organizationID: String, id recordID: String, by userID: String,
    at now: Timestamp
  ) throws -> EntityRecord {
    let schema = try entitySchema(schemaID, in: organizationID)
    guard schema.isActive else { throw EntityError.schemaInactive(schemaID) }
    let checked = try schema.check(data)
    let record = EntityRecord(
      id: recordID, organizationID: organizationID, schemaID: schemaID, schemaVersion: schema.version,
      data: checked.data, createdByID: userID, createdAt: now, updatedAt: now)
    try tx.execute(
      """
      INSERT INTO entity_records (tenant_id, id, organization_id, schema_id, schema_version, data, created_by_id,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, record.id, organizationID, schemaID, schema.version, try checked.data.canonicalJSON(), userID, now, now)
    try writeValues(checked, of: record.id, schemaID: schemaID)
    return record
  }

  /// Replaces a record's data.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT with every bad field.
  func updateRecord(
    _ recordID: String, _ data: Google_Protobuf_Struct, organizationID: String, by userID: String, at now: Timestamp
  ) throws -> EntityRecord {
    var record = try entityRecord(recordID, in: organizationID)
    let schema = try entitySchema(record.schemaID, in: organizationID)
    let checked = try schema.check(data)
    record.data = checked.data
    record.schemaVersion = schema.version
    record.updatedByID = userID
    record.updatedAt = now
    try tx.execute(
      """
      UPDATE entity_records SET schema_version = ?, data = ?, updated_by_id = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, schema.version, try checked.data.canonicalJSON(), userID, now, id, recordID)
    try writeValues(checked, of: recordID, schemaID: schema.id)
    return record
  }

  /// - Throws: ``EntityError/recordNotFound(_:)``.
  func deleteRecord(_ recordID: String, in organizationID: String) throws {
    let deleted = try tx.execute(
      "DELETE FROM entity_records WHERE tenant_id = ? AND organization_id = ? AND id = ?", id, organizationID, recordID)
    guard deleted == 1 else { throw EntityError.recordNotFound(recordID) }
  }

  /// One page of matching records, and how many match in all.
  /// - Throws: ``EntityError/schemaNotFound(_:)``, INVALID_ARGUMENT for fields that the schema does not have.
  func search(_ search: EntitySearch, in organizationID: String) throws -> (records: [EntityRecord], total: Int64) {
    let schemas =
      try search.schemaID.map { [try entitySchema($0, in: organizationID)] } ?? entitySchemas(in: organizationID)
    if search.schemaID != nil { try search.requireKnownFields(schemas) }
    let sql = EntitySearchSQL(
      search, schemas: schemas, tenantID: id, organizationID: organizationID, dialect: tx.dialect)
    let order = EntitySearchSQL.order(search)
    let records = try tx.all(
      """
      SELECT \(Self.recordColumns) FROM entity_records r \(order.join) WHERE \(sql.condition)
      ORDER BY \(order.by) LIMIT ? OFFSET ?
      """, values: order.values + sql.values + [.int(search.page.size), .int(search.page.offset)], as: Self.entityRecord
    )
    let total = try tx.all("SELECT COUNT(*) FROM entity_records r WHERE \(sql.condition)", values: sql.values) {
      try $0.int(0)
    }
    return (records, total.first ?? 0)
  }

  /// Makes what a schema's records are found by anew. Values that no longer fit the definition are found by
  /// nothing until the record is next written.
  func reindexRecords(of schema: EntitySchema) throws {
    try tx.execute("DELETE FROM entity_values WHERE tenant_id = ? AND schema_id = ?", id, schema.id)
    let fields = schema.fields
    var last = ""
    while true {
      let records = try tx.all(
        "SELECT id, data FROM entity_records WHERE tenant_id = ? AND schema_id = ? AND id > ? ORDER BY id LIMIT 500",
        id, schema.id, last
      ) { (id: try $0.text(0), data: Google_Protobuf_Struct(stored: try $0.text(1))) }
      for record in records {
        let values = fields.compactMap { field -> (field: EntityField, value: EntityField.Value)? in
          var check = Violations()
          guard let json = record.data.fields[field.name], let value = field.value(json, "", &check), check.all.isEmpty
          else { return nil }
          return (field, value)
        }
        try insertValues(values, of: record.id, schemaID: schema.id)
      }
      guard let end = records.last?.id else { return }
      last = end
    }
  }

  // MARK: Rows

  private func writeValues(_ checked: EntitySchema.Checked, of recordID: String, schemaID: String) throws {
    try tx.execute("DELETE FROM entity_values WHERE tenant_id = ? AND record_id = ?", id, recordID)
    try insertValues(checked.values, of: recordID, schemaID: schemaID)
  }

  private func insertValues(
    _ values: [(field: EntityField, value: EntityField.Value)], of recordID: String, schemaID: String
  ) throws {
    for (field, value) in values where field.isUnique {
      let isTaken = try tx.exists(
        "SELECT 1 FROM entity_values WHERE tenant_id = ? AND schema_id = ? AND field = ? AND unique_key = ?", id,
        schemaID, field.name, value.uniqueKey)
      if isTaken { throw EntityError.valueTaken(field: field.name) }
    }
    let rows: [[SQLValue]] = values.map { field, value in
      [
        .text(id), .text(recordID), .text(field.name), .text(schemaID), value.number.orNull, value.text.orNull,
        (value.text?.lowercased()).orNull, field.isUnique ? .text(value.uniqueKey) : .null,
      ]
    }
    try insert(
      into: "entity_values",
      ["tenant_id", "record_id", "field", "schema_id", "number_value", "text_value", "folded_value", "unique_key"], rows
    )
  }

  private static func entityRecord(_ row: any Row) throws -> EntityRecord {
    EntityRecord(
      id: try row.text(0), organizationID: try row.text(1), schemaID: try row.text(2), schemaVersion: try row.int(3),
      data: Google_Protobuf_Struct(stored: try row.text(4)), createdByID: try row.text(5),
      updatedByID: try row.optionalText(6), createdAt: try row.time(7), updatedAt: try row.time(8))
  }
}

extension EntitySearch {
  fileprivate func requireKnownFields(_ schemas: [EntitySchema]) throws {
    let known = EntityField.reserved.union(schemas.flatMap { $0.fields.map(\.name) })
    var check = Violations()
    for filter in filters {
      check.require(known.contains(filter.field), "query.\(filter.field)", "is not a field of the schema")
    }
    check.require(known.contains(orderBy), "order_by", "is not a field of the schema")
    try check.throwIfAny()
  }
}
