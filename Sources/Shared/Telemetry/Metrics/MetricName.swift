/// The types of the text format.
enum MetricKind: String, Sendable {
  case counter, gauge, summary, histogram

  /// The label that the format itself uses.
  var reservedLabel: String? {
    switch self {
    case .histogram: "le"
    case .summary: "quantile"
    case .counter, .gauge: nil
    }
  }
}

/// Labels of any library as names that Prometheus takes.
enum MetricName {
  /// The family's name: the label with the suffix that its kind asks for.
  static func family(_ label: String, _ kind: MetricKind) -> String {
    let name = sanitized(label, colons: true)
    switch kind {
    case .counter: return name.hasSuffix("_total") ? name : name + "_total"
    case .histogram: return name.hasSuffix("_seconds") ? name : name + "_seconds"
    case .gauge, .summary: return name
    }
  }

  /// A label name: `[a-zA-Z_][a-zA-Z0-9_]*`, without the reserved leading `__`.
  static func label(_ name: String, reserved: String?) -> String {
    var clean = sanitized(name, colons: false)
    while clean.hasPrefix("__") { clean.removeFirst() }
    return clean == reserved ? "exported_" + clean : clean
  }

  private static func sanitized(_ name: String, colons: Bool) -> String {
    var clean = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        byte
      case UInt8(ascii: ":") where colons: byte
      default: UInt8(ascii: "_")
      }
    }
    if clean.first.map((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ?? true {
      clean.insert(UInt8(ascii: "_"), at: 0)
    }
    return String(decoding: clean, as: UTF8.self)
  }
}

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
