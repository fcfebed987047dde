import Storage

extension OrderSchema {
  /// Custom data. `data` is the record as JSON; `entity_values` holds each value again in a form that both
  /// engines filter and sort by in the same way, so that no search depends on an engine's JSON functions.
  static let entities = Migration("order_0011_entities") { dialect in
    // Compared by bytes on both engines, whatever the locale of the PostgreSQL server.
    let binary = dialect == .postgres ? #"COLLATE "C""# : "COLLATE BINARY"
    return [
      """
      CREATE TABLE entity_schemas (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, organization_id TEXT NOT NULL, name TEXT NOT NULL,
        slug TEXT NOT NULL, description TEXT, fields_definition TEXT NOT NULL, version BIGINT NOT NULL,
        is_active BIGINT NOT NULL, created_by_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT entity_schemas_name UNIQUE (tenant_id, organization_id, name),
        CONSTRAINT entity_schemas_slug UNIQUE (tenant_id, organization_id, slug))
      """,
      """
      CREATE TABLE entity_records (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, organization_id TEXT NOT NULL, schema_id TEXT NOT NULL,
        schema_version BIGINT NOT NULL, data TEXT NOT NULL, created_by_id TEXT NOT NULL, updated_by_id TEXT,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, schema_id) REFERENCES entity_schemas (tenant_id, id))
      """,
      "CREATE INDEX entity_records_by_organization ON entity_records (tenant_id, organization_id, created_at, id)",
      "CREATE INDEX entity_records_by_schema ON entity_records (tenant_id, schema_id, created_at, id)",
      """
      CREATE TABLE entity_values (
        tenant_id TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL, schema_id TEXT NOT NULL,
        number_value DOUBLE PRECISION, text_value TEXT \(binary), folded_value TEXT \(binary), unique_key TEXT \(binary),
        PRIMARY KEY (tenant_id, record_id, field),
        FOREIGN KEY (tenant_id, record_id) REFERENCES entity_records (tenant_id, id) ON DELETE CASCADE,
        CONSTRAINT entity_values_unique UNIQUE (tenant_id, schema_id, field, unique_key))
      """,
      "CREATE INDEX entity_values_by_number ON entity_values (tenant_id, schema_id, field, number_value)",
    ]
  }

  /// What is left to do after a schema has changed.
  static let entityIndexes = Migration(
    "order_0015_entity_indexes",
    [
      "ALTER TABLE entity_schemas ADD COLUMN indexing_fields TEXT NOT NULL DEFAULT '[]'",
      // Nobody has noted until now whether a schema has lost a field: each may have.
      "ALTER TABLE entity_schemas ADD COLUMN has_lost_fields BIGINT NOT NULL DEFAULT 1",
      // Apart from the schema, which every write of a record reads: the two would conflict.
      """
      CREATE TABLE entity_index_jobs (
        tenant_id TEXT NOT NULL, schema_id TEXT NOT NULL, fields TEXT, after_created_at BIGINT NOT NULL,
        after_id TEXT NOT NULL,
        PRIMARY KEY (tenant_id, schema_id),
        FOREIGN KEY (tenant_id, schema_id) REFERENCES entity_schemas (tenant_id, id) ON DELETE CASCADE)
      """,
    ])

  /// Moments far from today were stored in a text that is not theirs: every datetime is looked at again.
  static let entityMoments = Migration("order_0016_entity_moments") { dialect in
    let nothing = dialect == .postgres ? "''::bytea" : "x''"
    let schemas = #"FROM entity_schemas WHERE fields_definition LIKE '%"datetime"%'"#
    return [
      """
      INSERT INTO entity_index_jobs (tenant_id, schema_id, fields, after_created_at, after_id)
      SELECT tenant_id, id, NULL, \(Int64.min + 1), '' \(schemas)
      """,
      """
      INSERT INTO outbox (id, tenant_id, topic, aggregate, payload, created_at, due_at)
      SELECT 'entity-moments/' || tenant_id || '/' || id, tenant_id, 'entity.index', id, \(nothing), 0, 0 \(schemas)
      """,
    ]
  }
}
