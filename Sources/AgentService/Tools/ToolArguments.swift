import Runtime

/// The arguments of a tool call, which a model wrote: anything may be in them. Reading collects what is
/// wrong; ``check()`` tells it all at once, so that the model can mend it in one go.
struct ToolArguments: Sendable {
  private let members: [String: JSONValue]
  private let path: String
  private var known: Set<String> = []
  private(set) var problems: [String] = []

  /// - Throws: ``ToolError`` for text that is not a JSON object. Empty text means no arguments.
  init(text: String) throws {
    let isEmpty = text.allSatisfy(\.isWhitespace)
    guard let members = isEmpty ? [:] : (try? JSONValue(text: text))?.object else {
      throw ToolError("INVALID_ARGUMENTS", "The arguments must be a JSON object.")
    }
    self.init(members)
  }

  init(_ members: [String: JSONValue], path: String = "") {
    self.members = members
    self.path = path
  }

  /// A text; blanks around it don't count.
  mutating func string(_ key: String, _ length: ClosedRange<Int> = 0...500, required: Bool = false) -> String? {
    guard let value = value(key, required) else { return nil }
    guard let text = value.string else { return wrong(key, "must be a string") }
    let trimmed = text.trimmed
    guard trimmed.unicodeScalars.count >= length.lowerBound, !trimmed.isLonger(than: length.upperBound) else {
      return wrong(key, "must have \(length.lowerBound) to \(length.upperBound) characters")
    }
    guard trimmed.firstControlCharacter == nil else { return wrong(key, "must not have control characters") }
    return trimmed
  }

  /// A whole number; models write numbers as text now and then.
  mutating func int(_ key: String, _ range: ClosedRange<Int64>, required: Bool = false) -> Int64? {
    guard let value = value(key, required) else { return nil }
    guard let number = value.int ?? value.string.flatMap({ Int64($0) }), range.contains(number) else {
      return wrong(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// An amount in reais, as cents.
  mutating func cents(_ key: String) -> Int64? {
    guard let value = value(key, false) else { return nil }
    guard let amount = value.double ?? value.string.flatMap({ Double($0) }), amount >= 0, amount <= 1e10 else {
      return wrong(key, "must be an amount in reais, 0 or more")
    }
    return Int64((amount * 100).rounded())
  }

  mutating func choice(_ key: String, _ choices: [String]) -> String? {
    guard let value = value(key, false) else { return nil }
    guard let text = value.string?.lowercased(), choices.contains(text) else {
      return wrong(key, "must be one of \(choices.joined(separator: ", "))")
    }
    return text
  }

  mutating func object(_ key: String, _ read: (inout ToolArguments) -> Void) {
    guard let value = value(key, false) else { return }
    guard let members = value.object else {
      _ = wrong(key, "must be an object") as Bool?
      return
    }
    nested(members, place(key), read)
  }

  mutating func list(_ key: String, _ count: ClosedRange<Int>, _ read: (inout ToolArguments) -> Void) {
    guard let value = value(key, true) else { return }
    guard let items = value.array, count.contains(items.count) else {
      _ = wrong(key, "must be a list of \(count.lowerBound) to \(count.upperBound) objects") as Bool?
      return
    }
    for (index, item) in items.enumerated() {
      let place = "\(place(key))[\(index)]"
      if let members = item.object {
        nested(members, place, read)
      } else {
        problems.append("\(place) must be an object")
      }
    }
  }

  /// - Throws: ``ToolError`` naming every problem, unknown arguments included.
  mutating func check() throws {
    noteUnknown()
    guard problems.isEmpty else { throw ToolError("INVALID_ARGUMENTS", problems.joined(separator: "; ")) }
  }

  private mutating func nested(
    _ members: [String: JSONValue], _ path: String, _ read: (inout ToolArguments) -> Void
  ) {
    var inner = ToolArguments(members, path: path)
    read(&inner)
    inner.noteUnknown()
    problems += inner.problems
  }

  private mutating func noteUnknown() {
    for key in members.keys.sorted() where !known.contains(key) { problems.append("\(place(key)) is not an argument") }
  }

  private mutating func value(_ key: String, _ required: Bool) -> JSONValue? {
    known.insert(key)
    if let value = members[key], value != .null { return value }
    if required { problems.append("\(place(key)) is required") }
    return nil
  }

  private mutating func wrong<T>(_ key: String, _ problem: String) -> T? {
    problems.append("\(place(key)) \(problem)")
    return nil
  }

  private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension String {
  /// Without blanks at either end.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
