import Runtime
import Storage

/// A search as one SQL condition with parameters. `r` is `entity_records`; values are looked up in
/// `entity_values`, so the text is the same on both engines but for patterns.
struct EntitySearchSQL {
  private(set) var condition: String
  private(set) var values: [SQLValue]
  private let dialect: Dialect

  /// Columns that every record has.
  private static let columns = [
    "id": "r.id", "schema_id": "r.schema_id", "created_by_id": "r.created_by_id", "updated_by_id": "r.updated_by_id",
    "created_at": "r.created_at", "updated_at": "r.updated_at",
  ]

  /// - Parameter schemas: those searched in; a field is compared as each of them says.
  init(
    _ search: EntitySearch, schemas: [EntitySchema], tenantID: String, organizationID: String, dialect: Dialect
  ) {
    self.dialect = dialect
    condition = "r.tenant_id = ? AND r.organization_id = ?"
    values = [.text(tenantID), .text(organizationID)]
    if let schemaID = search.schemaID { add("r.schema_id = ?", [.text(schemaID)]) }
    // A record has one row per field, so that all conditions on a field are one look at it.
    for (field, filters) in Dictionary(grouping: search.filters, by: \.field).sorted(by: { $0.key < $1.key }) {
      if let column = Self.columns[field] {
        for filter in filters { addColumn(filter, column) }
      } else {
        let holders = FieldHolders(field, in: schemas, isOneSchema: search.schemaID != nil)
        for filter in filters where filter.operand == .null { addNull(filter, holders) }
        addField(filters.filter { $0.operand != .null }, holders)
      }
    }
  }

  /// `ORDER BY …` with the parameters of its join, nulls last in both directions.
  static func order(
    _ search: EntitySearch, schemas: [EntitySchema]
  ) -> (join: String, values: [SQLValue], by: String) {
    let direction = search.isAscending ? "ASC" : "DESC"
    if let column = columns[search.orderBy] {
      return ("", [], "CASE WHEN \(column) IS NULL THEN 1 ELSE 0 END, \(column) \(direction), r.id \(direction)")
    }
    let holders = FieldHolders(search.orderBy, in: schemas, isOneSchema: search.schemaID != nil)
    guard !holders.isEmpty else { return ("", [], "r.id \(direction)") }
    let (among, ids) = holders.among("o")
    return (
      "LEFT JOIN entity_values o ON o.tenant_id = r.tenant_id AND o.record_id = r.id AND o.field = ?\(among)",
      [.text(search.orderBy)] + ids,
      """
      CASE WHEN o.record_id IS NULL THEN 1 ELSE 0 END, o.number_value \(direction), o.text_value \(direction),
      r.id \(direction)
      """
    )
  }

  private mutating func add(_ sql: String, _ values: [SQLValue]) {
    condition += " AND \(sql)"
    self.values += values
  }

  // MARK: What every record has

  private mutating func addColumn(_ filter: EntityFilter, _ column: String) {
    let isMoment = column.hasSuffix("_at")
    func value(_ json: JSONValue) -> SQLValue? {
      guard case .string(let text) = json else { return nil }
      return isMoment ? EntityMoment(text).map { .int($0.microseconds) } : .text(text)
    }
    switch filter.operand {
    case .null: add("\(column) IS \(filter.comparison == .eq ? "" : "NOT ")NULL", [])
    case .value(let json) where filter.comparison.takesPattern && !isMoment:
      let (sql, values) = pattern(filter.comparison, column, column, json.string ?? "")
      add(sql, values)
    case .value(let json):
      guard !filter.comparison.takesPattern, let value = value(json) else { return add(Self.mismatch(filter), []) }
      add("\(column) \(Self.symbol(filter.comparison)) ?", [value])
    case .list(let list):
      let values = list.compactMap(value)
      guard !values.isEmpty else { return add(Self.mismatch(filter), []) }
      add("\(column) \(filter.comparison.isNegative ? "NOT IN" : "IN") (\(values.placeholders))", values)
    }
  }

  // MARK: A schema's fields

  /// One row of a record. LIMIT and OFFSET keep PostgreSQL from making a join of it: planning dozens of joins
  /// takes it seconds, and a look at one row by its key is what is meant.
  private static func row(_ conditions: String) -> String {
    """
    EXISTS (SELECT 1 FROM entity_values v WHERE v.tenant_id = r.tenant_id AND v.record_id = r.id AND v.field = ?\
    \(conditions) LIMIT 1 OFFSET 0)
    """
  }

  private mutating func addNull(_ filter: EntityFilter, _ holders: FieldHolders) {
    let isNull = filter.comparison == .eq
    // Rows that a field has left behind are not values.
    guard !holders.isEmpty else { return add(isNull ? "1 = 1" : "1 = 0", []) }
    let (among, ids) = holders.among("v")
    add("\(isNull ? "NOT " : "")\(Self.row(among))", [.text(holders.field)] + ids)
  }

  /// A field may have different types in different schemas; each is compared in its own way, and a value
  /// that is none of a type equals nothing of it.
  private mutating func addField(_ filters: [EntityFilter], _ holders: FieldHolders) {
    guard !filters.isEmpty else { return }
    guard !holders.isEmpty else { return add("1 = 0", []) }
    var alternatives: [String] = []
    var parameters: [SQLValue] = []
    for (form, ids) in holders.forms {
      let comparisons = filters.map { comparison($0, form) }
      let all = comparisons.map(\.0).joined(separator: " AND ")
      let among = holders.isOneSchema ? "" : "v.schema_id IN (\(ids.placeholders)) AND "
      alternatives.append("(\(among)\(all))")
      parameters += (holders.isOneSchema ? [] : ids.map(SQLValue.text)) + comparisons.flatMap(\.1)
    }
    add(
      Self.row(" AND (\(alternatives.joined(separator: " OR ")))"), [.text(holders.field)] + parameters)
  }

  private func comparison(_ filter: EntityFilter, _ form: EntityIndexForm) -> (String, [SQLValue]) {
    let column = form == .number || form == .boolean ? "v.number_value" : "v.text_value"
    switch filter.operand {
    case .null: return ("1 = 0", [])
    case .value(let json):
      if filter.comparison.takesPattern {
        guard column == "v.text_value" else { return ("1 = 0", []) }
        return pattern(filter.comparison, column, "v.folded_value", json.string ?? "")
      }
      guard let value = Self.operand(json, form) else { return (Self.mismatch(filter), []) }
      return ("\(column) \(Self.symbol(filter.comparison)) ?", [value])
    case .list(let list):
      let values = list.compactMap { Self.operand($0, form) }
      guard !values.isEmpty else { return (Self.mismatch(filter), []) }
      return ("\(column) \(filter.comparison.isNegative ? "NOT IN" : "IN") (\(values.placeholders))", values)
    }
  }

  private static func operand(_ json: JSONValue, _ form: EntityIndexForm) -> SQLValue? {
    form.value(json).map { value in value.number.map(SQLValue.double) ?? value.text.orNull }
  }

  /// A value that can't be one of the field's differs from all of them.
  private static func mismatch(_ filter: EntityFilter) -> String { filter.comparison.isNegative ? "1 = 1" : "1 = 0" }

  private static func symbol(_ comparison: EntityFilter.Operator) -> String {
    switch comparison {
    case .ne: "<>"
    case .gt: ">"
    case .gte: ">="
    case .lt: "<"
    case .lte: "<="
    case .eq, .like, .ilike, .isIn, .isNotIn: "="
    }
  }

  /// SQLite's LIKE ignores case, so its GLOB stands for `like`; both engines compare folded text for `ilike`.
  private func pattern(
    _ comparison: EntityFilter.Operator, _ column: String, _ folded: String, _ text: String
  ) -> (String, [SQLValue]) {
    let pattern = LikePattern(text)
    if comparison == .ilike { return ("\(folded) LIKE ? ESCAPE '\\'", [.text(pattern.like.lowercased())]) }
    switch dialect {
    case .sqlite: return ("\(column) GLOB ?", [.text(pattern.glob)])
    case .postgres: return ("\(column) LIKE ? ESCAPE '\\'", [.text(pattern.like)])
    }
  }
}
