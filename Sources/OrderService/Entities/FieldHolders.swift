import Storage

/// The schemas among those searched in that have a field, by the form of its values.
struct FieldHolders {
  let field: String
  let forms: [(form: EntityIndexForm, schemaIDs: [String])]
  /// Whether the records of one schema only are looked at, so that no row of another can be met.
  let isOneSchema: Bool

  var isEmpty: Bool { forms.isEmpty }

  init(_ field: String, in schemas: [EntitySchema], isOneSchema: Bool) {
    self.field = field
    self.isOneSchema = isOneSchema
    let found = schemas.compactMap { schema in
      schema.kind(of: field).map { (form: $0.indexForm, id: schema.id) }
    }
    forms = Dictionary(grouping: found, by: \.form).map { (form: $0.key, schemaIDs: $0.value.map(\.id)) }
      .sorted { $0.form.rawValue < $1.form.rawValue }
  }

  /// A condition that rows are of these schemas, with its parameters.
  func among(_ table: String) -> (sql: String, values: [SQLValue]) {
    guard !isOneSchema else { return ("", []) }
    let ids = forms.flatMap(\.schemaIDs)
    return (" AND \(table).schema_id IN (\(ids.placeholders))", ids.map(SQLValue.text))
  }
}
