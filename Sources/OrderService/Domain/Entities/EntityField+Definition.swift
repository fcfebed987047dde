import Runtime
import SwiftProtobuf

extension EntityField {
  /// What records say of themselves; no field can be called so.
  static let reserved: Set<String> = ["id", "schema_id", "created_at", "updated_at", "created_by_id", "updated_by_id"]

  /// The longest unique text in characters: what an index can hold.
  private static let longestUnique = 500

  private static let options: Set<String> = [
    "type", "required", "nullable", "unique", "default", "min_length", "max_length", "min", "max", "values", "label",
    "description",
  ]

  /// Reads a whole `fields_definition`, in the order of the names; notes every violation.
  static func fields(_ definition: Google_Protobuf_Struct, _ check: inout Violations) -> [EntityField] {
    check.require(!definition.fields.isEmpty, "fields_definition", "should have at least one field", type: "too_short")
    check.require(
      definition.fields.count <= 200, "fields_definition", "should have at most 200 fields", type: "too_long")
    return definition.fields.sorted { $0.key < $1.key }.compactMap { EntityField($0.key, $0.value, &check) }
  }

  private init?(_ name: String, _ json: Google_Protobuf_Value, _ check: inout Violations) {
    let path = "fields_definition.\(name)"
    guard Self.isName(name) else {
      check.add(path, "a field's name is 1 to 64 letters, digits and _, and begins with a letter")
      return nil
    }
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
    minLength = reader.length("min_length", &check) ?? 0
    let longest = isUnique ? min(kind.defaultLength, Self.longestUnique) : kind.defaultLength
    maxLength = reader.length("max_length", &check) ?? longest
    if isUnique && kind.hasLength {
      check.require(
        maxLength <= Self.longestUnique, "\(path).max_length",
        "should be at most \(Self.longestUnique) for a unique field")
    }
    check.require(minLength <= maxLength, "\(path).min_length", "should be at most max_length")
    minimum = reader.bound("min", &check)
    maximum = reader.bound("max", &check)
    if let minimum, let maximum { check.require(minimum <= maximum, "\(path).min", "should be at most max") }
    values = reader.choices(&check)
    for option in ["label", "description"] { reader.text(option, &check) }
    if let json = object.fields["default"], json.kind != .nullValue(.nullValue) {
      defaultValue = value(json, "\(path).default", &check)?.json
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

  func bound(_ option: String, _ check: inout Violations) -> Double? {
    guard let json = object.fields[option] else { return nil }
    if kind.isNumber, case .numberValue(let value) = json.kind, value.isFinite { return value }
    if kind == .datetime, case .stringValue(let text) = json.kind, let moment = EntityMoment(text) {
      return Double(moment.microseconds)
    }
    let wanted =
      kind.isNumber
      ? "should be a number" : kind == .datetime ? "should be a moment" : "does not belong to the type \(kind.rawValue)"
    check.add("\(path).\(option)", wanted)
    return nil
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
    let isGood = (1...500).contains(texts.count) && texts.allSatisfy { !$0.isEmpty && $0.count <= 200 }
    check.require(
      isGood && Set(texts).count == texts.count, "\(path).values",
      "should be 1 to 500 different texts of 1 to 200 characters")
    return texts
  }

  func text(_ option: String, _ check: inout Violations) {
    guard let json = object.fields[option] else { return }
    guard case .stringValue(let text) = json.kind, text.count <= 2_000 else {
      check.add("\(path).\(option)", "should be a text of at most 2000 characters", type: "string_type")
      return
    }
  }
}
