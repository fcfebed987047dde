import Runtime
import Storage
import SwiftProtobuf

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
    for filter in search.filters {
      if let column = Self.columns[filter.field] {
        addColumn(filter, column)
      } else {
        addField(filter, schemas)
      }
    }
  }

  /// `ORDER BY …` with the parameters of its join, nulls last in both directions.
  static func order(_ search: EntitySearch) -> (join: String, values: [SQLValue], by: String) {
    let direction = search.isAscending ? "ASC" : "DESC"
    if let column = columns[search.orderBy] {
      return ("", [], "CASE WHEN \(column) IS NULL THEN 1 ELSE 0 END, \(column) \(direction), r.id \(direction)")
    }
    return (
      "LEFT JOIN entity_values o ON o.tenant_id = r.tenant_id AND o.record_id = r.id AND o.field = ?",
      [.text(search.orderBy)],
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
    func value(_ json: Google_Protobuf_Value) -> SQLValue? {
      guard case .stringValue(let text) = json.kind else { return nil }
      return isMoment ? EntityMoment(text).map { .int($0.microseconds) } : .text(text)
    }
    switch filter.operand {
    case .null: add("\(column) IS \(filter.comparison == .eq ? "" : "NOT ")NULL", [])
    case .value(let json) where filter.comparison.takesPattern && !isMoment:
      let (sql, values) = pattern(filter.comparison, column, column, json.stringValue)
      add(sql, values)
    case .value(let json):
      guard !filter.comparison.takesPattern, let value = value(json) else { return add(Self.mismatch(filter), []) }
      add("\(column) \(Self.symbol(filter.comparison)) ?", [value])
    case .list(let list):
      let values = list.compactMap(value)
      guard !values.isEmpty else { return add(Self.mismatch(filter), []) }
      add("\(column) \(filter.comparison.isNegative ? "NOT IN" : "IN") (\(Tenant.marks(values.count)))", values)
    }
  }

  // MARK: A schema's fields

  /// A field may have different types in different schemas; each is compared in its own way, and a value
  /// that is none of a type equals nothing of it.
  private mutating func addField(_ filter: EntityFilter, _ schemas: [EntitySchema]) {
    let holds = "SELECT 1 FROM entity_values v WHERE v.tenant_id = r.tenant_id AND v.record_id = r.id AND v.field = ?"
    if case .null = filter.operand {
      return add("\(filter.comparison == .eq ? "NOT " : "")EXISTS (\(holds))", [.text(filter.field)])
    }
    var alternatives: [String] = []
    var parameters: [SQLValue] = []
    for (kind, ids) in Self.kinds(of: filter.field, in: schemas) {
      let (sql, values) = comparison(filter, kind)
      alternatives.append("(v.schema_id IN (\(Tenant.marks(ids.count))) AND \(sql))")
      parameters += ids.map(SQLValue.text) + values
    }
    guard !alternatives.isEmpty else { return add("1 = 0", []) }
    add(
      "EXISTS (\(holds) AND (\(alternatives.joined(separator: " OR "))))", [.text(filter.field)] + parameters)
  }

  private static func kinds(
    of field: String, in schemas: [EntitySchema]
  ) -> [(kind: EntityField.Kind, schemaIDs: [String])] {
    let found = schemas.compactMap { schema in
      schema.fields.first { $0.name == field }.map { (kind: $0.kind, id: schema.id) }
    }
    return Dictionary(grouping: found, by: \.kind).map { (kind: $0.key, schemaIDs: $0.value.map(\.id)) }
      .sorted { $0.kind.rawValue < $1.kind.rawValue }
  }

  private func comparison(_ filter: EntityFilter, _ kind: EntityField.Kind) -> (String, [SQLValue]) {
    let column = kind.isNumber || kind == .boolean ? "v.number_value" : "v.text_value"
    switch filter.operand {
    case .null: return ("1 = 0", [])
    case .value(let json):
      if filter.comparison.takesPattern {
        guard column == "v.text_value" else { return ("1 = 0", []) }
        return pattern(filter.comparison, column, "v.folded_value", json.stringValue)
      }
      guard let value = Self.operand(json, kind) else { return (Self.mismatch(filter), []) }
      return ("\(column) \(Self.symbol(filter.comparison)) ?", [value])
    case .list(let list):
      let values = list.compactMap { Self.operand($0, kind) }
      guard !values.isEmpty else { return (Self.mismatch(filter), []) }
      return ("\(column) \(filter.comparison.isNegative ? "NOT IN" : "IN") (\(Tenant.marks(values.count)))", values)
    }
  }

  private static func operand(_ json: Google_Protobuf_Value, _ kind: EntityField.Kind) -> SQLValue? {
    switch (kind, json.kind) {
    case (.integer, .numberValue(let number)), (.float, .numberValue(let number)): .double(number)
    case (.boolean, .boolValue(let flag)): .double(flag ? 1 : 0)
    case (.datetime, .stringValue(let text)): EntityMoment(text).map { .text($0.text) }
    case (.integer, _), (.float, _), (.boolean, _), (.datetime, _): nil
    case (_, .stringValue(let text)): .text(text)
    default: nil
    }
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

/// A pattern with `%` for any text, `_` for any character and `\` before a character that means itself.
struct LikePattern: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case any, one
    case literal(Character)
  }

  private let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    var isEscaped = false
    for character in text {
      if isEscaped {
        parts.append(.literal(character))
        isEscaped = false
      } else {
        switch character {
        case "\\": isEscaped = true
        case "%": parts.append(.any)
        case "_": parts.append(.one)
        default: parts.append(.literal(character))
        }
      }
    }
    // A lone backslash at the end means itself.
    if isEscaped { parts.append(.literal("\\")) }
    self.parts = parts
  }

  /// For LIKE with `\` as the escape.
  var like: String {
    parts.map { part in
      switch part {
      case .any: "%"
      case .one: "_"
      case .literal(let character): "%_\\".contains(character) ? "\\\(character)" : String(character)
      }
    }.joined()
  }

  /// For SQLite's GLOB.
  var glob: String {
    parts.map { part in
      switch part {
      case .any: "*"
      case .one: "?"
      case .literal(let character): "*?[".contains(character) ? "[\(character)]" : String(character)
      }
    }.joined()
  }
}
