import Runtime
import Storage

extension TenantTransaction {
  /// - Parameter counting: whether records are counted, which costs more the more there are.
  private static func schemaColumns(counting: Bool) -> String {
    """
    s.id, s.organization_id, s.name, s.slug, s.description, s.fields_definition, s.version, s.is_active,
    s.created_by_id, s.created_at, s.updated_at, s.indexing_fields, s.has_lost_fields, \
    \(counting
      ? "(SELECT COUNT(*) FROM entity_records r WHERE r.tenant_id = s.tenant_id AND r.schema_id = s.id)"
      : "CAST(0 AS BIGINT)")
    """
  }

  /// A schema of the organization; its records are not counted.
  /// - Throws: ``EntityError/schemaNotFound(_:)``, for others' schemas too.
  func entitySchema(_ schemaID: String, in organizationID: String, counting: Bool = false) throws -> EntitySchema {
    let schema = try entitySchemaIfAny(schemaID, in: organizationID, counting: counting)
    guard let schema else { throw EntityError.schemaNotFound(schemaID) }
    return schema
  }

  func entitySchemaIfAny(
    _ schemaID: String, in organizationID: String, counting: Bool = false
  ) throws -> EntitySchema? {
    try tx.first(
      """
      SELECT \(Self.schemaColumns(counting: counting)) FROM entity_schemas s
      WHERE s.tenant_id = ? AND s.organization_id = ? AND s.id = ?
      """, id, organizationID, schemaID, as: Self.entitySchema)
  }

  /// The schema that a record of the organization follows.
  func entitySchemaIfAny(ofRecord recordID: String, in organizationID: String) throws -> EntitySchema? {
    try tx.first(
      """
      SELECT \(Self.schemaColumns(counting: false)) FROM entity_records q
      JOIN entity_schemas s ON s.tenant_id = q.tenant_id AND s.id = q.schema_id
      WHERE q.tenant_id = ? AND q.organization_id = ? AND q.id = ?
      """, id, organizationID, recordID, as: Self.entitySchema)
  }

  /// The schema that an index is made for, of whatever organization.
  func entitySchemaIfAny(toIndex schemaID: String) throws -> EntitySchema? {
    try tx.first(
      "SELECT \(Self.schemaColumns(counting: false)) FROM entity_schemas s WHERE s.tenant_id = ? AND s.id = ?", id,
      schemaID, as: Self.entitySchema)
  }

  /// The organization's schemas, newest first; all of them without a page.
  func entitySchemas(
    in organizationID: String, _ page: PageRequest? = nil, counting: Bool = false
  ) throws -> [EntitySchema] {
    try tx.all(
      """
      SELECT \(Self.schemaColumns(counting: counting)) FROM entity_schemas s
      WHERE s.tenant_id = ? AND s.organization_id = ? ORDER BY s.created_at DESC, s.id DESC LIMIT ? OFFSET ?
      """, id, organizationID, page.map { Int64($0.perPage) } ?? Int64.max, page?.offset ?? 0, as: Self.entitySchema)
  }

  func entitySchemaCount(in organizationID: String) throws -> Int64 {
    try tx.first(
      "SELECT COUNT(*) FROM entity_schemas WHERE tenant_id = ? AND organization_id = ?", id, organizationID
    ) { try $0.int(0) } ?? 0
  }

  /// - Throws: ``EntityError/nameTaken(_:)``, ``EntityError/slugTaken(_:)``, ``EntityError/tooManySchemas``.
  func insert(_ schema: EntitySchema) throws {
    try requireFree(schema)
    guard try entitySchemaCount(in: schema.organizationID) < EntitySchema.maximumPerOrganization else {
      throw EntityError.tooManySchemas
    }
    try tx.execute(
      """
      INSERT INTO entity_schemas (tenant_id, id, organization_id, name, slug, description, fields_definition, version,
        is_active, created_by_id, created_at, updated_at, indexing_fields, has_lost_fields)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 0)
      """, id, schema.id, schema.organizationID, schema.name, schema.slug, schema.description,
      try schema.definition.canonicalJSON(), schema.version, schema.isActive, schema.createdByID, schema.createdAt,
      schema.updatedAt)
  }

  /// Changes a schema. Where a field is looked up in another way from now on, its index is left to be made anew
  /// by ``EntityIndexer``.
  /// - Throws: ``EntityError``.
  func update(
    entitySchema schemaID: String, in organizationID: String, _ change: EntitySchemaChange, at now: Timestamp,
    ids: any IDGenerator
  ) throws -> EntitySchema {
    let schema = try entitySchema(schemaID, in: organizationID, counting: true)
    var changed = change.applied(to: schema, at: now)
    try requireFree(changed)
    if changed.version != schema.version {
      changed.indexingFields = try scheduleIndex(of: changed, since: schema, at: now, ids: ids)
    }
    try tx.execute(
      """
      UPDATE entity_schemas SET name = ?, slug = ?, description = ?, fields_definition = ?, version = ?, is_active = ?,
        updated_at = ?, indexing_fields = ?, has_lost_fields = ? WHERE tenant_id = ? AND id = ?
      """, changed.name, changed.slug, changed.description, try changed.definition.canonicalJSON(), changed.version,
      changed.isActive, changed.updatedAt, changed.indexingFields.asJSON, changed.hasLostFields, id, schemaID)
    return changed
  }

  /// - Throws: ``EntityError/hasRecords(_:)``, ``EntityError/schemaNotFound(_:)``.
  func delete(entitySchema schemaID: String, in organizationID: String) throws {
    let schema = try entitySchema(schemaID, in: organizationID, counting: true)
    guard schema.recordsCount == 0 else { throw EntityError.hasRecords(schema.recordsCount) }
    try tx.execute("DELETE FROM entity_schemas WHERE tenant_id = ? AND id = ?", id, schemaID)
  }

  private func requireFree(_ schema: EntitySchema) throws {
    for (column, value) in [("name", schema.name), ("slug", schema.slug)] {
      let isTaken = try tx.exists(
        "SELECT 1 FROM entity_schemas WHERE tenant_id = ? AND organization_id = ? AND \(column) = ? AND id <> ?", id,
        schema.organizationID, value, schema.id)
      if isTaken { throw column == "name" ? EntityError.nameTaken(value) : EntityError.slugTaken(value) }
    }
  }

  private static func entitySchema(_ row: any Row) throws -> EntitySchema {
    EntitySchema(
      id: try row.text(0), organizationID: try row.text(1), name: try row.text(2), slug: try row.text(3),
      description: try row.optionalText(4), definition: JSONObject(stored: try row.text(5)),
      version: try row.int(6), isActive: try row.bool(7), recordsCount: try row.int(13),
      createdByID: try row.text(8), createdAt: try row.time(9), updatedAt: try row.time(10),
      indexingFields: [String](json: try row.text(11)), hasLostFields: try row.bool(12))
  }
}
