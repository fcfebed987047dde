import Runtime
import SwiftProtobuf

extension EntityField {
  /// What records say of themselves; no field can be called so.
  static let reserved: Set<String> = ["id", "schema_id", "created_at", "updated_at", "created_by_id", "updated_by_id"]

  /// The longest unique text in characters: at most 2,000 bytes, which an index can hold.
  private static let longestUnique = 500
  static let maximumFields = 200
  /// What one value may cost to match: states of its pattern times characters.
  private static let maximumPatternWork = 20_000_000
  /// States of all patterns of a schema: what each of its records takes to prepare.
  private static let maximumPatternStates = 10_000
  /// More mistakes than anybody reads at once; an error has to stay short.
  private static let maximumViolations = 100

  private static let options: Set<String> = [
    "type", "required", "nullable", "unique", "default", "min_length", "max_length", "min", "max", "values", "label",
    "description", "pattern",
  ]

  /// Reads a whole `fields_definition`, in the order of the names; notes every violation.
  static func fields(_ definition: Google_Protobuf_Struct, _ check: inout Violations) -> [EntityField] {
    check.require(!definition.fields.isEmpty, "fields_definition", "should have at least one field", type: "too_short")
    guard
      check.require(
        definition.fields.count <= maximumFields, "fields_definition", "should have at most \(maximumFields) fields",
        type: "too_long")
    else { return [] }
    let fields = definition.fields.sorted { $0.key < $1.key }.compactMap { name, json in
      check.all.count < maximumViolations ? EntityField(name, json, &check) : nil
    }
    check.require(
      fields.reduce(0) { $0 + ($1.pattern?.size ?? 0) } <= maximumPatternStates, "fields_definition",
      "should have patterns of at most \(maximumPatternStates) states in all", type: "too_long")
    return fields
  }

  private init?(_ name: String, _ json: Google_Protobuf_Value, _ check: inout Violations) {
    guard Self.isName(name) else {
      let path = "fields_definition.\(String(name.unicodeScalars.prefix(64)))"
      check.add(path, "a field's name is 1 to 64 letters, digits and _, and begins with a letter")
      return nil
    }
    let path = "fields_definition.\(name)"
    check.require(!Self.reserved.contains(name), path, "is a name that every record has already")
    guard case .structValue(let object) = json.kind else {
      check.add(path, "should be an object with a type", type: "dict_type")
      return nil
    }
    guard let kind = Kind(rawValue: object.fields["type"]?.stringValue ?? "") else {
      let known = Kind.allCases.map(\.rawValue).sorted().joined(separator: ", ")
      check.add("\(path).type", "should be one of \(known)", type: object.fields["type"] == nil ? "missing" : "enum")
      return nil
    }
    self.init(name: name, kind: kind, maxLength: kind.defaultLength)
    for option in object.fields.keys.sorted() where !Self.options.contains(option) {
      check.add("\(path).\(option)", "Extra inputs are not permitted", type: "extra_forbidden")
    }
    let reader = DefinitionReader(object: object, path: path, kind: kind)
    isRequired = reader.flag("required", &check) ?? false
    isNullable = reader.flag("nullable", &check) ?? !isRequired
    isUnique = reader.flag("unique", &check) ?? false
    readLengths(reader, &check)
    readBounds(reader, &check)
    values = reader.choices(&check)
    pattern = reader.pattern(maxLength: maxLength, maximumWork: Self.maximumPatternWork, &check)
    for option in ["label", "description"] { reader.text(option, &check) }
    if let json = object.fields["default"], json.kind != .nullValue(.nullValue) {
      defaultValue = value(json, "\(path).default", &check)?.json
    }
  }

  private mutating func readLengths(_ reader: DefinitionReader, _ check: inout Violations) {
    minLength = reader.length("min_length", &check) ?? 0
    let longest = isUnique ? min(kind.defaultLength, Self.longestUnique) : kind.defaultLength
    maxLength = reader.length("max_length", &check) ?? longest
    if isUnique && kind.hasLength {
      check.require(
        maxLength <= Self.longestUnique, "\(reader.path).max_length",
        "should be at most \(Self.longestUnique) for a unique field")
    }
    check.require(minLength <= maxLength, "\(reader.path).min_length", "should be at most max_length")
  }

  private mutating func readBounds(_ reader: DefinitionReader, _ check: inout Violations) {
    if kind == .datetime {
      earliest = reader.moment("min", &check)
      latest = reader.moment("max", &check)
      if let earliest, let latest { check.require(earliest <= latest, "\(reader.path).min", "should be at most max") }
    } else {
      minimum = reader.number("min", &check)
      maximum = reader.number("max", &check)
      if let minimum, let maximum { check.require(minimum <= maximum, "\(reader.path).min", "should be at most max") }
    }
  }

  private static func isName(_ name: String) -> Bool {
    guard (1...64).contains(name.utf8.count), let first = name.unicodeScalars.first else { return false }
    func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && scalar.properties.isAlphabetic }
    return isLetter(first) && name.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || $0 == "_" }
  }
}

/// Reads one field's options.
private struct DefinitionReader {
  let object: Google_Protobuf_Struct
  let path: String
  let kind: EntityField.Kind

  func flag(_ option: String, _ check: inout Violations) -> Bool? {
    guard let json = object.fields[option] else { return nil }
    guard case .boolValue(let value) = json.kind else {
      check.add("\(path).\(option)", "should be a boolean", type: "bool_type")
      return nil
    }
    return value
  }

  func length(_ option: String, _ check: inout Violations) -> Int? {
    guard let json = object.fields[option] else { return nil }
    guard kind.hasLength, case .numberValue(let value) = json.kind, value == value.rounded(),
      (0...Double(EntityField.Kind.text.defaultLength)).contains(value)
    else {
      check.add(
        "\(path).\(option)",
        kind.hasLength ? "should be a whole number from 0 to 100000" : "does not belong to the type \(kind.rawValue)")
      return nil
    }
    return Int(value)
  }

  func number(_ option: String, _ check: inout Violations) -> Double? {
    guard let json = object.fields[option] else { return nil }
    if kind.isNumber, case .numberValue(let value) = json.kind, value.isFinite { return value }
    check.add(
      "\(path).\(option)",
      kind.isNumber ? "should be a number" : "does not belong to the type \(kind.rawValue)")
    return nil
  }

  func moment(_ option: String, _ check: inout Violations) -> EntityMoment? {
    guard let json = object.fields[option] else { return nil }
    if case .stringValue(let text) = json.kind, let moment = EntityMoment(text) { return moment }
    check.add("\(path).\(option)", "should be a moment")
    return nil
  }

  func pattern(maxLength: Int, maximumWork: Int, _ check: inout Violations) -> TextPattern? {
    guard let json = object.fields["pattern"] else { return nil }
    let path = "\(path).pattern"
    guard kind.takesPattern, case .stringValue(let text) = json.kind, !text.isEmpty else {
      check.add(path, kind.takesPattern ? "should be a text" : "does not belong to the type \(kind.rawValue)")
      return nil
    }
    do {
      let pattern = try TextPattern(text)
      check.require(
        pattern.size * maxLength <= maximumWork, path,
        "has \(pattern.size) states, which suits texts of at most \(maximumWork / pattern.size) characters")
      return pattern
    } catch {
      check.add(path, (error as? PatternError)?.message ?? "can't be used", type: "string_pattern")
      return nil
    }
  }

  func choices(_ check: inout Violations) -> [String] {
    guard kind == .choice else {
      check.require(object.fields["values"] == nil, "\(path).values", "does not belong to the type \(kind.rawValue)")
      return []
    }
    guard case .listValue(let list) = object.fields["values"]?.kind else {
      check.add("\(path).values", "Field required", type: "missing")
      return []
    }
    let texts = list.values.map(\.stringValue)
    let isGood = (1...500).contains(texts.count) && texts.allSatisfy { !$0.isEmpty && $0.unicodeScalars.count <= 200 }
    check.require(
      isGood && Set(texts).count == texts.count, "\(path).values",
      "should be 1 to 500 different texts of 1 to 200 characters")
    return texts
  }

  func text(_ option: String, _ check: inout Violations) {
    guard let json = object.fields[option] else { return }
    guard case .stringValue(let text) = json.kind, text.unicodeScalars.count <= 2_000 else {
      check.add("\(path).\(option)", "should be a text of at most 2000 characters", type: "string_type")
      return
    }
  }
}
