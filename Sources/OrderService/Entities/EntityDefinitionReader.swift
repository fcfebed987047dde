import Runtime

/// Reads one field's options.
struct EntityDefinitionReader {
  let object: JSONObject
  let path: String
  let kind: EntityField.Kind

  func flag(_ option: String, _ check: inout Violations) -> Bool? {
    guard let json = object.fields[option] else { return nil }
    guard case .bool(let value) = json else {
      check.add("\(path).\(option)", "should be a boolean", type: "bool_type")
      return nil
    }
    return value
  }

  func length(_ option: String, _ check: inout Violations) -> Int? {
    guard let json = object.fields[option] else { return nil }
    guard kind.hasLength, case .number(let value) = json, value == value.rounded(),
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
    if kind.isNumber, case .number(let value) = json, value.isFinite { return value }
    check.add(
      "\(path).\(option)",
      kind.isNumber ? "should be a number" : "does not belong to the type \(kind.rawValue)")
    return nil
  }

  func moment(_ option: String, _ check: inout Violations) -> EntityMoment? {
    guard let json = object.fields[option] else { return nil }
    if case .string(let text) = json, let moment = EntityMoment(text) { return moment }
    check.add("\(path).\(option)", "should be a moment")
    return nil
  }

  func pattern(maxLength: Int, maximumWork: Int, _ check: inout Violations) -> TextPattern? {
    guard let json = object.fields["pattern"] else { return nil }
    let path = "\(path).pattern"
    guard kind.takesPattern, case .string(let text) = json, !text.isEmpty else {
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
    guard case .array(let list) = object.fields["values"] else {
      check.add("\(path).values", "Field required", type: "missing")
      return []
    }
    let texts = list.map { $0.string ?? "" }
    let isValid = (1...500).contains(texts.count) && texts.allSatisfy { !$0.isEmpty && $0.unicodeScalars.count <= 200 }
    check.require(
      isValid && Set(texts).count == texts.count, "\(path).values",
      "should be 1 to 500 different texts of 1 to 200 characters")
    return texts
  }

  func text(_ option: String, _ check: inout Violations) {
    guard let json = object.fields[option] else { return }
    guard case .string(let text) = json, text.unicodeScalars.count <= 2_000 else {
      check.add("\(path).\(option)", "should be a text of at most 2000 characters", type: "string_type")
      return
    }
  }
}
