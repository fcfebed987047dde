import Runtime

extension EntityField {
  /// What records say of themselves; no field can be called so.
  static let reserved: Set<String> = ["id", "schema_id", "created_at", "updated_at", "created_by_id", "updated_by_id"]

  /// The longest unique text in characters: at most 2,000 bytes, which an index can hold.
  private static let maximumUniqueLength = 500
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
  static func fields(_ definition: JSONObject, _ check: inout Violations) -> [EntityField] {
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

  private init?(_ name: String, _ json: JSONValue, _ check: inout Violations) {
    guard Self.isName(name) else {
      let path = "fields_definition.\(String(name.unicodeScalars.prefix(64)))"
      check.add(path, "a field's name is 1 to 64 letters, digits and _, and begins with a letter")
      return nil
    }
    let path = "fields_definition.\(name)"
    check.require(!Self.reserved.contains(name), path, "is a name that every record has already")
    guard case .object(let object) = json else {
      check.add(path, "should be an object with a type", type: "dict_type")
      return nil
    }
    guard let kind = Kind(rawValue: object.fields["type"]?.string ?? "") else {
      let known = Kind.allCases.map(\.rawValue).sorted().joined(separator: ", ")
      check.add("\(path).type", "should be one of \(known)", type: object.fields["type"] == nil ? "missing" : "enum")
      return nil
    }
    self.init(name: name, kind: kind, maxLength: kind.defaultLength)
    for option in object.fields.keys.sorted() where !Self.options.contains(option) {
      check.add("\(path).\(option)", "Extra inputs are not permitted", type: "extra_forbidden")
    }
    let reader = EntityDefinitionReader(object: object, path: path, kind: kind)
    isRequired = reader.flag("required", &check) ?? false
    isNullable = reader.flag("nullable", &check) ?? !isRequired
    isUnique = reader.flag("unique", &check) ?? false
    readLengths(reader, &check)
    readBounds(reader, &check)
    values = reader.choices(&check)
    pattern = reader.pattern(maxLength: maxLength, maximumWork: Self.maximumPatternWork, &check)
    for option in ["label", "description"] { reader.text(option, &check) }
    if let json = object.fields["default"], json != .null {
      defaultValue = value(json, "\(path).default", &check)?.json
    }
  }

  private mutating func readLengths(_ reader: EntityDefinitionReader, _ check: inout Violations) {
    minLength = reader.length("min_length", &check) ?? 0
    let maximum = isUnique ? min(kind.defaultLength, Self.maximumUniqueLength) : kind.defaultLength
    maxLength = reader.length("max_length", &check) ?? maximum
    if isUnique && kind.hasLength {
      check.require(
        maxLength <= Self.maximumUniqueLength, "\(reader.path).max_length",
        "should be at most \(Self.maximumUniqueLength) for a unique field")
    }
    check.require(minLength <= maxLength, "\(reader.path).min_length", "should be at most max_length")
  }

  private mutating func readBounds(_ reader: EntityDefinitionReader, _ check: inout Violations) {
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
