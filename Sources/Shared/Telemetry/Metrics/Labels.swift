/// The labels of one series, as the text between the braces.
struct Labels: Hashable, Sendable {
  let text: String

  static let overflow = Labels([("overflow", "true")], reserved: nil)

  init(_ dimensions: [(String, String)], reserved: String?) {
    var seen: Set<String> = []
    var pairs: [String] = []
    for (name, value) in dimensions {
      var label = MetricName.label(name, reserved: reserved)
      // Prometheus refuses a name twice; two dimensions may collide once sanitised.
      while !seen.insert(label).inserted { label += "_" }
      pairs.append("\(label)=\"\(Self.escaped(value))\"")
    }
    text = pairs.sorted().joined(separator: ",")
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { [UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "\n")].contains($0) })
    else { return value }
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
