import Runtime
import Storage

extension TenantTransaction {
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
    _ input: EntityRecordInput, schemaID: String, id recordID: String, by member: OrganizationMember, at now: Timestamp
  ) throws -> EntityRecord {
    let schema = try entitySchema(schemaID, in: member.organizationID)
    guard schema.isActive else { throw EntityError.schemaInactive(schemaID) }
    let checked = try input.checked(by: schema)
    let record = EntityRecord(
      id: recordID, organizationID: member.organizationID, schemaID: schemaID, schemaVersion: schema.version,
      data: checked.data, createdByID: member.userID, createdAt: now, updatedAt: now)
    try tx.execute(
      """
      INSERT INTO entity_records (tenant_id, id, organization_id, schema_id, schema_version, data, created_by_id,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, record.id, record.organizationID, schemaID, schema.version, try checked.data.canonicalJSON(),
      record.createdByID, now, now)
    try insertValues(checked.values, of: record.id, schema)
    return record
  }

  /// Replaces a record's data.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT with every bad field.
  func updateRecord(
    _ recordID: String, _ input: EntityRecordInput, by member: OrganizationMember, at now: Timestamp
  ) throws -> EntityRecord {
    var record = try entityRecord(recordID, in: member.organizationID)
    let schema = try entitySchema(record.schemaID, in: member.organizationID)
    let checked = try input.checked(by: schema)
    record.data = checked.data
    record.schemaVersion = schema.version
    record.updatedByID = member.userID
    record.updatedAt = now
    try tx.execute(
      """
      UPDATE entity_records SET schema_version = ?, data = ?, updated_by_id = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, schema.version, try checked.data.canonicalJSON(), member.userID, now, id, recordID)
    try tx.execute("DELETE FROM entity_values WHERE tenant_id = ? AND record_id = ?", id, recordID)
    try insertValues(checked.values, of: recordID, schema)
    return record
  }

  /// - Throws: ``EntityError/recordNotFound(_:)``.
  func deleteRecord(_ recordID: String, in organizationID: String) throws {
    let deleted = try tx.execute(
      "DELETE FROM entity_records WHERE tenant_id = ? AND organization_id = ? AND id = ?", id, organizationID, recordID)
    guard deleted == 1 else { throw EntityError.recordNotFound(recordID) }
  }

  /// One page of matching records, and how many match in all.
  /// - Throws: ``EntityError``, INVALID_ARGUMENT for fields that the schema does not have.
  func search(_ search: EntitySearch, in organizationID: String) throws -> (records: [EntityRecord], total: Int64) {
    let schemas =
      try search.schemaID.map { [try entitySchema($0, in: organizationID)] } ?? entitySchemas(in: organizationID)
    if search.schemaID != nil { try search.requireKnownFields(schemas) }
    try search.requireIndexes(schemas)
    let sql = EntitySearchSQL(
      search, schemas: schemas, tenantID: id, organizationID: organizationID, dialect: tx.dialect)
    let order = EntitySearchSQL.order(search, schemas: schemas)
    let records = try tx.all(
      """
      SELECT \(Self.recordColumns) FROM entity_records r \(order.join) WHERE \(sql.condition)
      ORDER BY \(order.by) LIMIT ? OFFSET ?
      """, values: order.values + sql.values + [search.page.perPage.sqlValue, .int(search.page.offset)],
      as: Self.entityRecord
    )
    let total = try tx.all("SELECT COUNT(*) FROM entity_records r WHERE \(sql.condition)", values: sql.values) {
      try $0.int(0)
    }
    return (records, total.first ?? 0)
  }

  func recordCount(of schemaID: String) throws -> Int64 {
    try tx.first("SELECT COUNT(*) FROM entity_records WHERE tenant_id = ? AND schema_id = ?", id, schemaID) {
      try $0.int(0)
    } ?? 0
  }

  // MARK: Rows

  private func insertValues(
    _ values: [(field: EntityField, value: EntityField.Value)], of recordID: String, _ schema: EntitySchema
  ) throws {
    for (field, value) in values where field.isUnique {
      let isIndexed = !schema.indexingFields.contains(field.name)
      if try isTaken(value, of: field, in: schema.id, isIndexed: isIndexed) {
        throw EntityError.valueTaken(field: field.name)
      }
    }
    // A value that somebody else has committed since this snapshot makes the server put this transaction off,
    // where without the clause it would report a broken constraint; the next attempt sees whose it is.
    try insert(
      into: "entity_values", Self.valueColumns, values.map { valueRow($0, $1, of: recordID, in: schema.id) },
      "ON CONFLICT DO NOTHING")
  }

  private static func entityRecord(_ row: any Row) throws -> EntityRecord {
    EntityRecord(
      id: try row.text(0), organizationID: try row.text(1), schemaID: try row.text(2), schemaVersion: try row.int(3),
      data: JSONObject(stored: try row.text(4)), createdByID: try row.text(5),
      updatedByID: try row.optionalText(6), createdAt: try row.time(7), updatedAt: try row.time(8))
  }
}

extension EntitySearch {
  fileprivate func requireKnownFields(_ schemas: [EntitySchema]) throws {
    func isKnown(_ field: String) -> Bool {
      EntityField.reserved.contains(field) || schemas.contains { $0.kind(of: field) != nil }
    }
    var check = Violations()
    for filter in filters {
      check.require(isKnown(filter.field), "query.\(filter.field)", "is not a field of the schema")
    }
    check.require(isKnown(orderBy), "order_by", "is not a field of the schema")
    try check.throwIfAny()
  }

  /// An index that is half made would answer with half of the records.
  fileprivate func requireIndexes(_ schemas: [EntitySchema]) throws {
    let building = Set(schemas.flatMap(\.indexingFields))
    for field in filters.map(\.field) + [orderBy] where building.contains(field) {
      throw EntityError.indexBuilding(field: field)
    }
  }
}
