/// A small JSON object in the order of its making, for errors and status pages.
struct JSONObject {
  private var text = ""

  mutating func add(_ name: String, _ value: String) { addRaw(name, Self.quoted(value)) }
  mutating func add(_ name: String, _ value: Int) { addRaw(name, String(value)) }
  mutating func add(_ name: String, _ value: Double) { addRaw(name, String(value)) }
  mutating func add(_ name: String, _ value: Bool) { addRaw(name, value ? "true" : "false") }
  mutating func add(_ name: String, _ value: JSONObject) { addRaw(name, value.string) }
  mutating func addArray(_ name: String, _ values: [JSONObject]) {
    addRaw(name, "[" + values.map(\.string).joined(separator: ",") + "]")
  }

  /// Adds a value that is JSON already.
  mutating func addRaw(_ name: String, _ json: String) {
    if !text.isEmpty { text += "," }
    text += Self.quoted(name) + ":" + json
  }

  var string: String { "{" + text + "}" }
  func bytes() -> [UInt8] { Array(string.utf8) }

  static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
