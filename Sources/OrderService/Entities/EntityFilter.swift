import Runtime
import Storage

/// One condition of a search, checked: what must hold of a field.
struct EntityFilter: Sendable, Equatable {
  enum Operator: String, Sendable, CaseIterable {
    case eq, ne, gt, gte, lt, lte, like, ilike
    case isIn = "in"
    case isNotIn = "not_in"

    var takesList: Bool { self == .isIn || self == .isNotIn }
    var takesPattern: Bool { self == .like || self == .ilike }
    /// Whether a record passes when the comparison itself fails.
    var isNegative: Bool { self == .ne || self == .isNotIn }
  }

  /// What a field is compared with.
  enum Operand: Sendable, Equatable {
    case null
    case value(JSONValue)
    case list([JSONValue])
  }

  /// Of a whole search: conditions, those of them with a pattern, and items of all lists together.
  static let maximumConditions = 50
  static let maximumPatterns = 10
  static let maximumItems = 1_000
  /// In bytes; no field has a longer name.
  private static let maximumNameBytes = 64

  var field: String
  var comparison: Operator
  var operand: Operand

  /// Reads a whole `query`; notes every violation as `query.<field>`. One that is too large is not looked
  /// into any further.
  static func filters(_ query: JSONObject, _ check: inout Violations) -> [EntityFilter] {
    let conditions = query.fields.sorted { $0.key < $1.key }.flatMap { field, json in
      Self.conditions(json).map { (field: field, json: $0) }
    }
    guard
      check.require(
        conditions.count <= maximumConditions, "query", "should have at most \(maximumConditions) conditions in all",
        type: "too_long"),
      check.require(
        conditions.allSatisfy { $0.field.utf8.count <= maximumNameBytes }, "query",
        "should have names of at most \(maximumNameBytes) bytes")
    else { return [] }
    let filters = conditions.compactMap { EntityFilter($0.field, $0.json, &check) }
    check.require(
      filters.reduce(0) { $0 + $1.items } <= maximumItems, "query",
      "should have lists of at most \(maximumItems) items in all", type: "too_long")
    check.require(
      filters.count { $0.comparison.takesPattern } <= maximumPatterns, "query",
      "should have at most \(maximumPatterns) conditions with like or ilike", type: "too_long")
    return filters
  }

  private var items: Int { if case .list(let list) = operand { list.count } else { 0 } }

  /// A list of operator objects stands for all of them at once: a range.
  private static func conditions(_ json: JSONValue) -> [JSONValue] {
    guard case .array(let list) = json, !list.isEmpty,
      list.allSatisfy({ if case .object = $0 { true } else { false } })
    else { return [json] }
    return list
  }

  private init?(_ field: String, _ json: JSONValue, _ check: inout Violations) {
    let path = "query.\(field)"
    guard case .object(let object) = json else {
      self.init(field, .eq, json, path, &check)
      return
    }
    for key in object.fields.keys.sorted() where key != "operator" && key != "value" {
      check.add("\(path).\(key)", "Extra inputs are not permitted", type: "extra_forbidden")
    }
    guard let comparison = Operator(rawValue: object.fields["operator"]?.string ?? "") else {
      let known = Operator.allCases.map(\.rawValue).joined(separator: ", ")
      check.add(
        "\(path).operator", "should be one of \(known)", type: object.fields["operator"] == nil ? "missing" : "enum")
      return nil
    }
    guard let value = object.fields["value"] else {
      check.add("\(path).value", "Field required", type: "missing")
      return nil
    }
    self.init(field, comparison, value, "\(path).value", &check)
  }

  private init?(
    _ field: String, _ comparison: Operator, _ json: JSONValue, _ path: String, _ check: inout Violations
  ) {
    self.field = field
    self.comparison = comparison
    switch (comparison.takesList, json) {
    case (true, .array(let list)):
      check.require(
        (1...Self.maximumItems).contains(list.count), path, "should have 1 to \(Self.maximumItems) items",
        type: "too_long")
      guard list.allSatisfy(\.isScalar) else {
        check.add(path, "should have texts, numbers and booleans only")
        return nil
      }
      operand = .list(list)
    case (true, _):
      check.add(path, "should be a list", type: "list_type")
      return nil
    case (false, .null):
      guard comparison == .eq || comparison == .ne else {
        check.add(path, "null can be compared with eq and ne only")
        return nil
      }
      operand = .null
    case (false, _):
      guard json.isScalar, !comparison.takesPattern || json.isText else {
        check.add(path, comparison.takesPattern ? "should be a text" : "should be a text, a number, a boolean or null")
        return nil
      }
      if comparison.takesPattern { Self.checkPattern(json.string ?? "", path, &check) }
      operand = .value(json)
    }
  }

  private static func checkPattern(_ text: String, _ path: String, _ check: inout Violations) {
    guard
      check.require(
        text.utf8.count <= LikePattern.maximumBytes, path,
        "should have at most \(LikePattern.maximumBytes) bytes", type: "string_too_long")
    else { return }
    check.require(
      LikePattern(text).wildcards <= LikePattern.maximumWildcards, path,
      "should have at most \(LikePattern.maximumWildcards) times %")
  }
}

extension JSONValue {
  fileprivate var isText: Bool { if case .string = self { true } else { false } }

  fileprivate var isScalar: Bool {
    switch self {
    case .string(let text): !text.utf8.contains(0)
    case .number(let number): number.isFinite
    case .bool: true
    default: false
    }
  }
}
